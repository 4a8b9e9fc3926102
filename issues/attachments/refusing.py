"""Why a file is not taken: said before anything is stored, in words for its owner."""

from collections.abc import Iterable, Mapping

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from integrations import jira
from issues import filesizes
from issues.attachments.limits import most_bytes, most_files
from issues.attachments.names import clean_name
from issues.attachments.receiving import UnreceivedFile


class FilesRefused(Exception):  # named by what happened, as the door's errors are
    """Nothing was stored. *problems*: why, by the file's name."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(", ".join(self.problems))


def problems(
    uploads: "Iterable[UploadedFile[bytes]]", cloud_id: str, account_id: str
) -> "tuple[list[UploadedFile[bytes]], dict[str, str]]":
    """Those of *uploads* that can go to that site, and why the others can not, by name.

    By their sizes alone. Asks Jira for its limit at most once in a while; without an answer Lodge's own counts.
    """
    chosen = list(uploads)
    if not chosen:
        return [], {}
    limit, allowed = _limit(cloud_id, account_id)
    if not allowed:
        return [], {clean_name(each.name): _("This Jira site takes no files") for each in chosen}
    found = [(each, _problem(each, limit)) for each in chosen]
    refused = {clean_name(each.name): problem for each, problem in found if problem}
    return [each for each, problem in found if not problem], refused


def too_many() -> str:
    """What is said of a file that is one too many."""
    return _("A report can have %(most)d files at most") % {"most": most_files()}


def _problem(upload: UploadedFile[bytes], limit: int) -> str:
    size = upload.size or 0
    if isinstance(upload, UnreceivedFile) and upload.why == "no_room":
        return _(
            "There was no room to store it. Your text is safe. Try again later, or send it without the file"
        )
    if size > limit:
        return _("It has %(size)s, and the most is %(limit)s") % {
            "size": filesizes.told(size),
            "limit": filesizes.told(limit),
        }
    if size == 0:
        return _("It is empty")
    return ""


def _limit(cloud_id: str, account_id: str) -> tuple[int, bool]:
    """(most bytes of one file, whether the site takes files at all)."""
    own = most_bytes()
    if not cloud_id:  # not known yet where it goes
        return own, True
    try:
        jiras = jira.attachment_limits(account_id, cloud_id)
    except jira.IntegrationError:
        return own, True
    return min(own, jiras.upload_limit or own), jiras.enabled
