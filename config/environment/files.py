"""FILES_URL: where files lie until Jira has them."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from config.environment.addresses import split
from config.environment.plain import Unfit

_EXAMPLE = "file:///folder or s3://bucket/folder"


def storage(value: str) -> dict[str, Any]:
    """A STORAGES entry. Raises Unfit."""
    parts = split(value, _EXAMPLE)
    if parts.query:
        raise Unfit(f"names more than a place. Write {_EXAMPLE}.")
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return folder(Path(unquote(parts.path)))
    if parts.scheme != "s3" or not parts.netloc or parts.netloc != parts.hostname:
        raise Unfit(f"names no place. Write {_EXAMPLE}.")
    bucket = {"bucket_name": parts.netloc, "location": parts.path.strip("/"), "file_overwrite": True}
    return {"BACKEND": "issues.attachments.bucket.Bucket", "OPTIONS": bucket | {"querystring_auth": True}}


def folder(path: Path) -> dict[str, Any]:
    """A STORAGES entry for a folder of this host."""
    return {"BACKEND": "issues.attachments.storage.DurableFolder", "OPTIONS": {"location": str(path)}}
