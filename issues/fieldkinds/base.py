"""The interface of all field kinds, the context that they may ask, and cleaning of typed text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.jira import FieldMeta
from issues.richtext.ansi_escapes import without_codes

CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes:"

# Unicode's categories Cc and Cs, but for tab and line feed.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

FILL_IN = _("Fill this in")
CHOOSE = _("Choose one")
BY_JIRA = _("Left empty, it is filled in by Jira.")
CHOOSE_SOME = _("Choose at least one")


class Omit:
    """The type of OMIT: nothing is sent for this field."""

    def __repr__(self) -> str:
        return "OMIT"


OMIT: Final = Omit()


@dataclass(frozen=True)
class Choice:
    """Something to choose. `value` identifies it for Jira, `label` for people; `hint` distinguishes similar ones."""

    value: str
    label: str
    hint: str = ""

    @property
    def posted(self) -> str:
        """The posted form: the value, and after a bar the label, so that it can be shown again without a call."""
        return self.value if self.label == self.value else f"{self.value}|{self.label}"


class Lookup(Protocol):
    """The searches that a form may need. Each raises errors of integrations.jira.

    An empty query gives the first results, where Jira supports that.
    """

    def users(self, query: str) -> Sequence[Choice]:
        """People who can be assigned. Values are account ids."""

    def any_users(self, query: str) -> Sequence[Choice]:
        """People of the site. Values are account ids."""

    def groups(self, query: str) -> Sequence[Choice]:
        """Groups; values are names."""

    def values(self, field: str, query: str) -> Sequence[Choice]:
        """Values in use of the field that JQL calls *field*: "labels", "cf[10021]"."""

    def issues(self, query: str) -> Sequence[Choice]:
        """Issues; values are keys."""

    def sprints(self, query: str) -> Sequence[Choice]:
        """Active and future sprints. Values are ids."""

    def projects(self, query: str) -> Sequence[Choice]:
        """Projects; values are ids."""

    def relations(self) -> Sequence[Choice]:
        """How two issues can be related: values are a link type's id and a direction, "10000:outward"."""


@dataclass(frozen=True)
class Context:
    """The user's time zone, the Lookup for searches, and how the user writes numbers.

    `decimal_sign`: "." or ",", or "" where unknown.
    """

    time_zone: ZoneInfo
    lookup: Lookup
    decimal_sign: str = ""


class FieldKind(Protocol):
    """Converts between one kind of Jira field and a form field, in both directions. Kinds have no state."""

    def matches(self, meta: FieldMeta) -> bool:
        """Whether this kind can fill in *meta*."""

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """The form field, whose `clean` refuses whatever Jira's shape forbids."""

    def initial(self, meta: FieldMeta) -> Any:
        """The initial value from Jira's default: a raw value as the form would post it."""

    def to_jira(self, meta: FieldMeta, cleaned: Any) -> Any:
        """Jira's value for *cleaned*, or OMIT."""


@runtime_checkable
class Suggests(Protocol):
    """A kind whose values are found by searching."""

    def suggest(self, meta: FieldMeta, context: Context, query: str) -> Sequence[Choice]:
        """Matches for *query*, best first, about twenty at most. Raises errors of integrations.jira."""


def is_required(meta: FieldMeta) -> bool:
    """Whether the user must fill in *meta*. Jira itself fills in a required field with a default."""
    return meta.required and not meta.has_default


def common(meta: FieldMeta, required_message: str | Promise = FILL_IN) -> dict[str, Any]:
    """The arguments of every form field for *meta*."""
    return {
        "label": meta.name,
        "required": is_required(meta),
        "error_messages": {"required": required_message},
    }


def is_custom(meta: FieldMeta, *names: str) -> bool:
    """Whether *meta* is one of Jira's own custom field types called *names*."""
    return (
        meta.schema.custom.startswith(CUSTOM) and meta.schema.custom.removeprefix(CUSTOM) in names
    )


def without_controls(text: str) -> str:
    """*text* without characters that nobody types on purpose.

    These are control characters (except tab and line feed), terminal codes such as colours, and lone surrogates.
    """
    text = without_codes(text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text)


def one_line(text: str) -> str:
    """*text* as one line. Line breaks become spaces, as in a browser's single-line input."""
    return (
        without_controls(re.sub(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+", " ", text))
        .replace("\t", " ")
        .strip()
    )


def length(text: str) -> int:
    """The length as browsers (`maxlength`) and Jira (Java) count it: an emoji is two."""
    return len(text) + sum(c > "\uffff" for c in text)


def shortened(text: str) -> str:
    """*text* shortened for an error message."""
    text = one_line(text)
    return text if len(text) <= 60 else text[:59] + "…"
