"""The parts of an answer that diagnoses look at. Pure.

Texts of Jira are in the user's language, so they are used only where a server always answers in English and gives no
other sign: the gateway, the login filters, and the authorization server.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from integrations.doctor.diagnosis import AT_DATA_CENTER, Seen

_LONGEST = 2000  # characters of a text that are looked at
_LISTS = ("values", "issues", "issueTypes", "fields", "transitions", "users", "results")


@dataclass(frozen=True)
class Facts:
    """An answer, taken apart once."""

    seen: Seen

    @cached_property
    def json(self) -> Any:
        """The body as JSON, or None."""
        try:
            return json.loads(self.seen.body)
        except ValueError:
            return None

    @cached_property
    def page(self) -> bool:
        """Whether the body is HTML or XML."""
        return self.seen.body[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")

    @cached_property
    def text(self) -> str:
        """The whole body in lower case, cut."""
        return self.seen.body[:_LONGEST].decode("utf-8", "replace").lower()

    def header(self, name: str) -> str:
        """A header field, whatever the case of its name; empty where there is none."""
        wanted = name.lower()
        return next((v for k, v in self.seen.headers.items() if k.lower() == wanted), "")

    def part(self, name: str) -> str:
        """The text called *name* of a JSON object; empty where there is none."""
        value = self.json.get(name) if isinstance(self.json, Mapping) else None
        return value if isinstance(value, str) else ""

    @cached_property
    def oauth_error(self) -> str:
        """`error` of RFC 6749 5.2."""
        return self.part("error")

    @cached_property
    def description(self) -> str:
        """`error_description`, in lower case."""
        return self.part("error_description").lower()

    @cached_property
    def login_refused(self) -> bool:
        """Whether Jira checked a credential and refused it. It may serve the call to nobody all the same."""
        return "AUTHENTICATED_FAILED" in self.header("X-Seraph-LoginReason")

    @cached_property
    def login_denied(self) -> bool:
        """Whether Jira refused without checking: a CAPTCHA or lock."""
        reason = self.header("X-Seraph-LoginReason")
        return "AUTHENTICATION_DENIED" in reason or "authentication_denied" in self.text

    @cached_property
    def jiras_own(self) -> bool:
        """Whether the body is an ErrorCollection, as Jira itself sends it."""
        return isinstance(self.json, Mapping) and bool({"errorMessages", "errors"} & set(self.json))

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The names of refused fields."""
        errors = self.json.get("errors") if isinstance(self.json, Mapping) else None
        return tuple(map(str, errors)) if isinstance(errors, Mapping) else ()

    @cached_property
    def answered_as(self) -> str:
        """The account that Jira saw: an account id, or at Data Center a user name. Empty where it does not say."""
        name = "X-AUSERNAME" if self.seen.credential in AT_DATA_CENTER else "X-AAccountId"
        return unquote(self.header(name))

    @cached_property
    def empty_list(self) -> bool:
        """Whether a success holds a list without entries."""
        found = self.json
        if isinstance(found, Mapping):
            found = next(
                (found[name] for name in _LISTS if isinstance(found.get(name), list)), None
            )
        return isinstance(found, list) and not found
