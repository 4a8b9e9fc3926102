"""What every kind of field shares: its contract, what it may ask of its surroundings, cleaning of typed text."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.jira import FieldMeta, User

CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes:"

FILL_IN = _("Fill this in")
CHOOSE = _("Choose one")


class Omit:
    """The type of OMIT: nothing is sent for this field."""

    def __repr__(self) -> str:
        return "OMIT"


OMIT: Final = Omit()


@dataclass(frozen=True)
class Context:
    """The user's time zone, and how somebody is found by name (the form itself never calls the network)."""

    time_zone: ZoneInfo
    users: Callable[[str], Sequence[User]]


class FieldKind(Protocol):
    """Both directions between one kind of Jira field and a form field. Kinds hold no state."""

    def matches(self, meta: FieldMeta) -> bool:
        """Whether this kind can fill in *meta*."""

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """The form field, whose `clean` refuses whatever Jira's shape forbids."""

    def initial(self, meta: FieldMeta) -> Any:
        """What stands in the field at first, from Jira's default: a raw value as the form would post it."""

    def to_jira(self, meta: FieldMeta, cleaned: Any) -> Any:
        """The exact value that Jira takes for *cleaned*, or OMIT for none."""


def is_required(meta: FieldMeta) -> bool:
    """Whether the user must fill in *meta*: Jira fills in a required field that has a default by itself."""
    return meta.required and not meta.has_default


def common(meta: FieldMeta, required_message: str | Promise = FILL_IN) -> dict[str, Any]:
    """The arguments that every form field takes from *meta*."""
    return {
        "label": meta.name,
        "required": is_required(meta),
        "error_messages": {"required": required_message},
    }


def is_custom(meta: FieldMeta, *names: str) -> bool:
    """Whether *meta* is one of Jira's own custom field types called *names*."""
    return meta.schema.custom.startswith(CUSTOM) and meta.schema.custom.removeprefix(CUSTOM) in names


def without_controls(text: str) -> str:
    """*text* without what no one types on purpose: control characters (but tab and line feed), lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})


def one_line(text: str) -> str:
    """*text* as one line: breaks become spaces, as in a browser's single-line input."""
    return (
        without_controls(re.sub(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+", " ", text))
        .replace("\t", " ")
        .strip()
    )


def length(text: str) -> int:
    """The length that browsers (`maxlength`) and Jira (Java) count: an emoji is two."""
    return len(text) + sum(c > "\uffff" for c in text)


def shortened(text: str) -> str:
    """*text* as an error message quotes it: short enough to be read."""
    text = one_line(text)
    return text if len(text) <= 60 else text[:59] + "…"
