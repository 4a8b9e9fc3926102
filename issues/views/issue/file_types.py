"""What a file of an issue is called, and what a browser may take it for."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from integrations import jira
from issues.attachments.file_names import clean_name
from issues.pictures.file_signatures import kind_of
from issues.reading import issue_files

REMEMBERED = 600  # seconds
DOWNLOAD = "application/octet-stream"
# What the first bytes must say for a picture to be shown as one.
_SHOWN = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}


@dataclass(frozen=True)
class FileFacts:
    """A file's clean name, and whether Jira takes it for a picture that pages show."""

    name: str
    is_picture: bool


def remember(account_id: str, cloud_id: str, details: jira.IssueDetails) -> None:
    """Keep the names of an issue's files for the requests that follow its page."""
    facts = {each["id"]: _facts(each) for each in _rows(details.fields)}
    if facts:
        cache.set(_key(account_id, cloud_id, details.key), facts, REMEMBERED)


def facts_of(account_id: str, cloud_id: str, key: str, file_id: str) -> FileFacts:
    """A file of the issue *key*. Raises Denied where the issue has no such file, and other errors of the door."""
    known: dict[str, FileFacts] | None = cache.get(_key(account_id, cloud_id, key))
    if known is None or file_id not in known:
        details = jira.issue_details_of(account_id, cloud_id, key)
        known = {each["id"]: _facts(each) for each in _rows(details.fields)}
        cache.set(_key(account_id, cloud_id, key), known, REMEMBERED)
    if file_id not in known:
        raise jira.Denied(status=404)
    return known[file_id]


def type_of(first_bytes: bytes) -> str:
    """The type under which a browser may have a file: a picture that it is by its own bytes, or a download."""
    return _SHOWN.get(kind_of(first_bytes) or "", DOWNLOAD)


def _rows(fields: dict[str, Any]) -> list[dict[str, Any]]:
    rows = fields.get("attachment")
    found = rows if isinstance(rows, list) else []
    return [{**each, "id": str(each.get("id", ""))} for each in found if isinstance(each, dict)]


def _facts(row: dict[str, Any]) -> FileFacts:
    return FileFacts(
        clean_name(str(row.get("filename", ""))), row.get("mimeType") in issue_files.PICTURES
    )


def _key(account_id: str, cloud_id: str, key: str) -> str:
    text = f"{account_id}:{cloud_id}:{key}".encode("utf-8", "surrogatepass")
    return f"issue-files:{hashlib.sha256(text).hexdigest()}"
