"""Why a file is refused, in words for its owner, before anything is stored."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.number_format import file_size
from integrations import jira
from issues.attachments.file_names import OWN_TEXT, clean_name
from issues.attachments.limits import most_bytes, most_files
from issues.attachments.reading_uploads import UnreceivedFile


class FilesRefused(Exception):  # named by what happened, as in integrations.errors
    """Nothing was stored. *problems*: the reasons, by file name."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(", ".join(self.problems))


class Limit(NamedTuple):
    """The limits of a site."""

    most_bytes: int
    takes_files: bool


def limit_of(cloud_id: str, account_id: str) -> Limit:
    """The limits of the site, cached. Without an answer of Jira's, Lodge's own limit counts."""
    own = most_bytes()
    if not cloud_id:  # its place is not known yet
        return Limit(own, True)
    try:
        jiras = jira.attachment_limits(account_id, cloud_id)
    except jira.IntegrationError:
        return Limit(own, True)
    return Limit(min(own, jiras.upload_limit or own), jiras.enabled)


def problems(
    uploads: "Iterable[UploadedFile[bytes]]", limit: Limit
) -> "tuple[list[UploadedFile[bytes]], dict[str, str]]":
    """Returns the *uploads* that a site takes, and the reasons for the others, by name.

    A file is measured after cleaning, because it may be much smaller then.
    """
    chosen = list(uploads)
    if not limit.takes_files:
        return [], {clean_name(each.name): _("This Jira site takes no files") for each in chosen}
    found = [(each, _problem(each, limit)) for each in chosen]
    refused = {clean_name(each.name): problem for each, problem in found if problem}
    return [each for each, problem in found if not problem], refused


def too_large(size: int, limit: Limit) -> str:
    """The message for a file of *size* bytes that is too large. Empty where it fits."""
    if size <= limit.most_bytes:
        return ""
    return _("It has %(size)s, and the most is %(limit)s") % {
        "size": file_size(size),
        "limit": file_size(limit.most_bytes),
    }


class Named(Protocol):
    """A file that is stored, or could be."""

    @property
    def name(self) -> str: ...
    @property
    def content_type(self) -> str: ...


File = TypeVar("File", bound=Named)


def fitting(kept: Sequence[Named], new: Iterable[File]) -> tuple[list[File], dict[str, str]]:
    """Returns the *new* files that fit beside those *kept*, and the reasons for the others, by name.

    All limits are checked here, and again in the transaction that stores the files. A text file that Lodge makes from
    a long description does not count.
    """
    room = most_files() - sum(each.content_type != OWN_TEXT for each in kept)
    fits: list[File] = []
    refused: dict[str, str] = {}
    for each in new:
        counts = each.content_type != OWN_TEXT
        if counts and room < 1:
            refused[each.name] = _("There can be %(most)d files at most") % {"most": most_files()}
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
    """The message for a file that does not fit on the disk."""
    return _(
        "There was no room to store it. Your text is safe. Try again later, or send it without the file"
    )
