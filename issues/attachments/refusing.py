"""Why a file is not taken: said before anything is stored, in words for its owner."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from integrations import jira
from issues import filesizes
from issues.attachments.limits import most_bytes, most_files
from issues.attachments.names import OWN_TEXT, clean_name
from issues.attachments.receiving import UnreceivedFile


class FilesRefused(Exception):  # named by what happened, as the door's errors are
    """Nothing was stored. *problems*: why, by the file's name."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(", ".join(self.problems))


class Limit(NamedTuple):
    """What a site takes."""

    most_bytes: int
    takes_files: bool


def limit_of(cloud_id: str, account_id: str) -> Limit:
    """Asks Jira at most once in a while; without an answer Lodge's own limit counts."""
    own = most_bytes()
    if not cloud_id:  # not known yet where it goes
        return Limit(own, True)
    try:
        jiras = jira.attachment_limits(account_id, cloud_id)
    except jira.IntegrationError:
        return Limit(own, True)
    return Limit(min(own, jiras.upload_limit or own), jiras.enabled)


def problems(
    uploads: "Iterable[UploadedFile[bytes]]", limit: Limit
) -> "tuple[list[UploadedFile[bytes]], dict[str, str]]":
    """Those of *uploads* that can go to a site, and why the others cannot, by name.

    A file that arrived is measured once it is cleaned: it may be much smaller then.
    """
    chosen = list(uploads)
    if not limit.takes_files:
        return [], {clean_name(each.name): _("This Jira site takes no files") for each in chosen}
    found = [(each, _problem(each, limit)) for each in chosen]
    refused = {clean_name(each.name): problem for each, problem in found if problem}
    return [each for each, problem in found if not problem], refused


def too_large(size: int, limit: Limit) -> str:
    """What is said of a file of *size* bytes; nothing where it can go."""
    if size <= limit.most_bytes:
        return ""
    return _("It has %(size)s, and the most is %(limit)s") % {
        "size": filesizes.told(size),
        "limit": filesizes.told(limit.most_bytes),
    }


class Named(Protocol):
    """A file that is stored, or could be."""

    @property
    def name(self) -> str: ...
    @property
    def content_type(self) -> str: ...


File = TypeVar("File", bound=Named)


def fitting(kept: Sequence[Named], new: Iterable[File]) -> tuple[list[File], dict[str, str]]:
    """Those of *new* that a report takes beside the files that it has *kept*; why not the others, by name.

    Whatever bounds how much may be stored is judged here, and again in the transaction that stores it. A text that
    Lodge makes of what its writer typed counts for nothing.
    """
    room = most_files() - sum(each.content_type != OWN_TEXT for each in kept)
    fits: list[File] = []
    refused: dict[str, str] = {}
    for each in new:
        counts = each.content_type != OWN_TEXT
        if counts and room < 1:
            refused[each.name] = _("A report can have %(most)d files at most") % {"most": most_files()}
            continue
        room -= counts
        fits.append(each)
    return fits, refused


def _problem(upload: UploadedFile[bytes], limit: Limit) -> str:
    size = upload.size or 0
    if isinstance(upload, UnreceivedFile):
        if upload.why == "no_room":
            return no_room()
        return too_large(size, limit)
    return "" if size else _("It is empty")


def no_room() -> str:
    """What is said of a file that the disk does not hold."""
    return _("There was no room to store it. Your text is safe. Try again later, or send it without the file")
