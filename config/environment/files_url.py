"""Parses FILES_URL: where files are stored until Jira has them."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from config.environment.addresses import split
from config.environment.values import InvalidValue

_EXAMPLE = "file:///folder or s3://bucket/folder"


def storage(value: str) -> dict[str, Any]:
    """A STORAGES entry. Raises InvalidValue."""
    parts = split(value, _EXAMPLE)
    if parts.query:
        raise InvalidValue(f"names more than a place. Write {_EXAMPLE}.")
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return folder(Path(unquote(parts.path)))
    if parts.scheme != "s3" or not parts.netloc or parts.netloc != parts.hostname:
        raise InvalidValue(f"names no place. Write {_EXAMPLE}.")
    bucket = {"bucket_name": parts.netloc, "location": parts.path.strip("/")}
    options = bucket | {"file_overwrite": True, "querystring_auth": True}
    return {"BACKEND": "issues.attachments.s3_storage.Bucket", "OPTIONS": options}


def folder(path: Path) -> dict[str, Any]:
    """A STORAGES entry for a local folder."""
    return {
        "BACKEND": "issues.attachments.storage.DurableFolder",
        "OPTIONS": {"location": str(path)},
    }
