"""One group of people or several: search by name, then choose. Jira takes the name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.jira import FieldMeta
from issues.fieldkinds.base import CHOOSE, CHOOSE_SOME, OMIT, Choice, Context, common, is_required
from issues.fieldkinds.picker import PickerInput
from issues.fieldkinds.picker_field import PickerField
from issues.fieldkinds.picker_words import WORDS as GENERAL
from issues.fieldkinds.picker_words import Text

LIMIT = 255
WORDS = replace(
    GENERAL,
    label=_("Name of a group"),
    nothing=_("No group called “%(name)s” was found."),
    refused=_("Jira does not let you search for groups. Write the whole name."),
    unknown=_("This is no group that Jira knows. Search again"),
)


class GroupInput(PickerInput):
    """Accepts a full name, and any name where Jira does not let the user search."""

    def __init__(self, context: Context, *, several: bool, nobody: Text | None = None) -> None:
        take = self._named
        super().__init__(
            context.lookup.groups,
            several=several,
            nobody=nobody,
            take=take,
            whole=True,
            words=WORDS,
        )

    def _named(self, typed: str) -> Sequence[str]:
        found = self.find(typed)
        if found is None:
            return [typed] if self.refused else []
        return [each.value for each in found if each.value.casefold() == typed.casefold()][:1]


class GroupKind:
    """schema.type group."""

    def matches(self, meta: FieldMeta) -> bool:
        """One group."""
        return meta.schema.type == "group"

    def suggest(self, meta: FieldMeta, context: Context, query: str) -> Sequence[Choice]:
        """Groups by name."""
        return context.lookup.groups(query)

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """Radio buttons under a search."""
        widget = GroupInput(
            context, several=False, nobody=None if is_required(meta) else _("No choice")
        )
        return PickerField(widget=widget, known=is_name, **common(meta, CHOOSE))

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default group."""
        return name_of(meta.default)

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """The group by its name."""
        return {"name": cleaned[0]} if cleaned else OMIT


class GroupsKind(GroupKind):
    """schema.type array of group."""

    def matches(self, meta: FieldMeta) -> bool:
        """Several groups."""
        return meta.schema.type == "array" and meta.schema.items == "group"

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """Checkboxes under a search."""
        return PickerField(
            widget=GroupInput(context, several=True), known=is_name, **common(meta, CHOOSE_SOME)
        )

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default groups."""
        defaults = meta.default if isinstance(meta.default, list) else []
        return [found for found in map(name_of, defaults) if found]

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """Groups by name, each once."""
        return [{"name": each} for each in cleaned] or OMIT


def is_name(value: str) -> bool:
    """Whether *value* may be the name of a group."""
    return len(value) <= LIMIT


def name_of(value: Any) -> str | None:
    """The name inside one of Jira's default values, which may be the bare name."""
    name = value.get("name") if isinstance(value, Mapping) else value
    return name if isinstance(name, str) else None
