"""What Jira answered, as JSON for people, without what is nobody's business: mail addresses, pictures, tokens."""

import json
from collections.abc import Mapping
from typing import Any

HIDDEN = frozenset({"emailAddress", "nextPageToken", "token"})
_LEFT_OUT = frozenset({"avatarUrls", "avatarUrl", "iconUrl"})
MARK = "[hidden]"


def readable(answer: Mapping[str, Any]) -> str:
    """The redacted answer, indented."""
    return json.dumps(redacted(answer), indent=2, ensure_ascii=False)


def redacted(value: Any) -> Any:
    """*value* with mail addresses and tokens hidden, and without the addresses of pictures."""
    if isinstance(value, Mapping):
        return {
            name: MARK if name in HIDDEN else redacted(each)
            for name, each in value.items()
            if name not in _LEFT_OUT
        }
    return [redacted(each) for each in value] if isinstance(value, list) else value
