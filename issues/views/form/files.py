"""The files of a form: kept with the draft as soon as they arrive, so that none has to be chosen twice."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from integrations import jira
from issues import attachments, filesizes
from issues.attachments.limits import most_bytes, most_files
from issues.filing import Place
from issues.models import Attachment, Submission
from issues.views.form.posted import Posted


@dataclass(frozen=True)
class Limit:
    """What is said about sizes beside the place for files; `max_bytes` is the most that one file may have, `most` how
    many a report may have, `closed` why it may have none."""

    told: str
    max_bytes: int = 0
    most: int = 0
    closed: str = ""


def limit(place: Place) -> Limit:
    """Lodge's own limit or the site's, whichever is less. Asks nobody: the site is asked once a file is sent."""
    site = jira.known_attachment_limits(place.site.cloud_id)
    if site is not None and not site.enabled:
        closed = _("This Jira site takes no files.")
        return Limit(closed, closed=closed)
    most = min(most_bytes(), (site and site.upload_limit) or most_bytes())
    told = _("Up to %(size)s each, %(files)d at most.")
    if site is None:
        told = _("Up to %(size)s each, or less where Jira takes less; %(files)d at most.")
    return Limit(told % {"size": filesizes.told(most), "files": most_files()}, most, most_files())


def kept(draft: Submission | None, source: Submission | None = None) -> list[Attachment]:
    """What is stored with the draft, or else with the report *source* whose text is filed anew."""
    if draft is not None:
        return attachments.of(draft)
    return attachments.to_copy(source) if source is not None else []


def take_in(draft: Submission, posted: Posted, texts: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """Keep what was chosen, and *texts* as (name, text); let go what was ticked. Why not, by name; empty: all kept.

    Raises ClosedError when *draft* is none any more.
    """
    for each in kept(draft) if posted.dropped else ():
        if str(each.pk) in posted.dropped:
            attachments.discard(each)
    _stored, refused = attachments.keep(draft, posted.uploads)
    for name, text in texts:
        try:
            attachments.keep_text(draft, name, text)
        except attachments.FilesRefused as error:
            refused |= error.problems
    return refused
