"""The files on the page of a form, and the limits on their number and size."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.number_format import file_size
from integrations import jira
from issues import attachments
from issues.attachments.limits import most_bytes, most_files
from issues.models import Attachment, Submission


@dataclass(frozen=True)
class Limit:
    """The limits, and the sentence about them. `max_bytes`: of one file. `most`: the number of files. `closed`: why
    none are allowed."""

    told: str
    max_bytes: int = 0
    most: int = 0
    closed: str = ""


def limit(cloud_id: str) -> Limit:
    """The lower of Lodge's limits and the site's. Makes no call: the site is asked when a file is sent."""
    site = jira.known_attachment_limits(cloud_id)
    if site is not None and not site.enabled:
        closed = _("This Jira site takes no files.")
        return Limit(closed, closed=closed)
    most = min(most_bytes(), (site and site.upload_limit) or most_bytes())
    told = _("Up to %(size)s each, %(files)d at most.")
    if site is None:
        told = _("Up to %(size)s each, or less where Jira takes less; %(files)d at most.")
    return Limit(told % {"size": file_size(most), "files": most_files()}, most, most_files())


def shown(draft: Submission | None, source: Submission | None = None) -> list[Attachment]:
    """The files of *draft*, or else those of the report *source* that is copied."""
    if draft is not None:
        return attachments.of(draft)
    return attachments.to_copy(source) if source is not None else []
