"""The files of a form: kept with the draft as soon as they arrive, so that none has to be chosen twice."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from integrations import jira
from issues import attachments
from issues.attachments.limits import most_bytes, most_files
from issues.filing import Place
from issues.models import Attachment, Submission
from issues.views.form.posted import Posted

# A site's own limit is one administrator's setting, and hardly ever changes. Unanswered, it is asked for again soon.
_KNOWN_SECONDS, _UNKNOWN_SECONDS = 86_400, 600


@dataclass(frozen=True)
class Limit:
    """What is said about sizes beside the place for files; `max_bytes` is the most that one file may have."""

    told: str
    max_bytes: int


def limit(place: Place) -> Limit:
    """Lodge's own limit or the site's, whichever is less. Asks Jira at most once a day for a whole site."""
    enabled, sites = _of_the_site(place)
    if not enabled:
        return Limit(_("This Jira site takes no files."), 0)
    most = min(most_bytes(), sites or most_bytes())
    told = _("Up to %(size)s each, %(files)d at most.") % {
        "size": filesizeformat(most),
        "files": most_files(),
    }
    return Limit(told, most)


def _of_the_site(place: Place) -> tuple[bool, int]:
    """(whether it takes files, most bytes of one; 0: not known). The same for everybody there."""
    key = f"files:1:{place.site.cloud_id}"
    known: tuple[bool, int] | None = cache.get(key)
    if known is None:
        try:
            found = jira.attachment_limits(place.account.account_id, place.site.cloud_id)
        except jira.IntegrationError:
            known, seconds = (True, 0), _UNKNOWN_SECONDS
        else:
            known, seconds = (found.enabled, found.upload_limit or 0), _KNOWN_SECONDS
        cache.set(key, known, seconds)
    return known


def kept(draft: Submission | None) -> list[Attachment]:
    """What is stored with the draft."""
    return attachments.of(draft) if draft is not None else []


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
