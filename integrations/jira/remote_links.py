"""Links from an issue to things outside of Jira. Pure. Source: REST API v3, "Get remote issue links"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from integrations.jira import json_readers
from integrations.jira.api_call import Call, path_of

_WEB = re.compile(r"https?://[^\s<>\"\x00-\x20\x7f-\x9f\\]+\Z", re.IGNORECASE)


@dataclass(frozen=True)
class RemoteLink:
    """A link by its title. `address` is what somebody typed: show it as a link only where it is safe."""

    title: str
    address: str
    relationship: str

    @property
    def is_web(self) -> bool:
        """Whether the address is one of the web: http or https."""
        return _WEB.match(self.address) is not None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a RemoteIssueLink."""
        thing = json_readers.optional_object(data, "object")
        address = json_readers.optional_text(thing, "url")
        return cls(
            title=json_readers.optional_text(thing, "title") or address,
            address=address,
            relationship=json_readers.optional_text(data, "relationship"),
        )


def of_issue(key: str) -> Call[tuple[RemoteLink, ...]]:
    """Every remote link. 403: links are switched off."""
    return Call(
        operation="getRemoteIssueLinks",
        method="GET",
        path=path_of("issue", key, "remotelink"),
        read=_read,
    )


def _read(answer: Any) -> tuple[RemoteLink, ...]:
    rows = answer if isinstance(answer, list) else [answer]
    return tuple(RemoteLink.from_json(json_readers.mapping(each, "a link")) for each in rows)
