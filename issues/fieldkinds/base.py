"""What every kind of field shares: its contract, what it may ask of its surroundings, cleaning of typed text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.jira import FieldMeta
from issues.richtext.terminal import without_codes

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
    """Something that may be chosen: `value` identifies it for Jira, `label` for people; `hint` tells two apart."""

    value: str
    label: str
    hint: str = ""

    @property
    def posted(self) -> str:
        """As a form posts it: the value, and after a bar the label, so that it can be shown again without asking."""
        return self.value if self.label == self.value else f"{self.value}|{self.label}"


class Lookup(Protocol):
    """What a form may ask of its surroundings while somebody searches. Each raises the door's errors.

    Empty queries are answered with the first that there are, where Jira can do that.
    """

    def users(self, query: str) -> Sequence[Choice]:
        """Whom the issue may be assigned to; values are account ids."""

    def any_users(self, query: str) -> Sequence[Choice]:
        """Anybody of the site; values are account ids."""

    def groups(self, query: str) -> Sequence[Choice]:
        """Groups; values are names."""

    def values(self, field: str, query: str) -> Sequence[Choice]:
        """Values in use of the field that JQL calls *field*: "labels", "cf[10021]"."""

    def issues(self, query: str) -> Sequence[Choice]:
        """Issues; values are keys."""

    def sprints(self, query: str) -> Sequence[Choice]:
        """Sprints that are not over; values are ids."""

    def projects(self, query: str) -> Sequence[Choice]:
        """Projects; values are ids."""

    def relations(self) -> Sequence[Choice]:
        """How two issues can be related: values are a link type's id and a direction, "10000:outward"."""


@dataclass(frozen=True)
class Context:
    """The user's time zone, who is asked for what can be searched, and how the user writes numbers.

    `decimal_sign`: "." or ","; "" where it is not known.
    """

    time_zone: ZoneInfo
    lookup: Lookup
    decimal_sign: str = ""


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


@runtime_checkable
class Suggests(Protocol):
    """A kind whose values are found by searching."""

    def suggest(self, meta: FieldMeta, context: Context, query: str) -> Sequence[Choice]:
        """What matches *query*, best first, about twenty at most. Raises the door's errors."""


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
    """*text* without what no one types on purpose.

    That is control characters (but tab and line feed), a terminal's colours and other codes, lone surrogates.
    """
    text = without_codes(text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text)


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
