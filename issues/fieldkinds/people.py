"""One person or several: search by name, then choose. The value is an account id."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.jira import FieldMeta, user_value
from issues.fieldkinds.base import CHOOSE, CHOOSE_SOME, OMIT, Choice, Context, common
from issues.fieldkinds.picker import PickerInput
from issues.fieldkinds.picker_field import PickerField
from issues.fieldkinds.picker_words import WORDS as GENERAL

ACCOUNT_ID = re.compile(r"[0-9A-Za-z:._-]{1,128}")
WORDS = replace(
    GENERAL,
    label=_("Name of a person"),
    nothing=_("Nobody called “%(name)s” was found."),
    failed=_("Jira could not be asked for people just now. Press Find to try again."),
    refused=_("Jira does not let you search for people here."),
    choose=_("Choose who you mean"),
    unknown=_("This is nobody that Jira knows. Search again"),
)


def is_account(value: str) -> bool:
    """Whether *value* may be an account id."""
    return ACCOUNT_ID.fullmatch(value) is not None


class PersonKind:
    """schema.type user: assignee, reporter, custom user pickers."""

    def matches(self, meta: FieldMeta) -> bool:
        """One user."""
        return meta.schema.type == "user"

    def suggest(self, meta: FieldMeta, context: Context, query: str) -> Sequence[Choice]:
        """People who can be assigned; for other fields, people of the site."""
        assigned = meta.schema.system == "assignee"
        return context.lookup.users(query) if assigned else context.lookup.any_users(query)

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """Radio buttons under a search. The reporter is never required, because Jira uses the user as the default."""
        arguments = common(meta, CHOOSE)
        nobody = None if arguments["required"] else _("Nobody")
        if meta.schema.system == "reporter":
            arguments |= {
                "required": False,
                "help_text": _("You, unless you choose somebody else."),
            }
            nobody = _("You")
        widget = PickerInput(self._finder(meta, context), nobody=nobody, words=WORDS)
        return PickerField(widget=widget, known=is_account, **arguments)

    def _finder(self, meta: FieldMeta, context: Context) -> Callable[[str], Sequence[Choice]]:
        return lambda query: self.suggest(meta, context, query)

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default person."""
        return _person(meta.default)

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """One user by account id."""
        return user_value(cleaned[0]) if cleaned else OMIT


class PeopleKind(PersonKind):
    """schema.type array of user: custom multi-user pickers, People of team-managed projects."""

    def matches(self, meta: FieldMeta) -> bool:
        """Several users."""
        return meta.schema.type == "array" and meta.schema.items == "user"

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """Checkboxes under a search."""
        widget = PickerInput(self._finder(meta, context), several=True, words=WORDS)
        return PickerField(widget=widget, known=is_account, **common(meta, CHOOSE_SOME))

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default people."""
        defaults = meta.default if isinstance(meta.default, list) else []
        return [found for found in map(_person, defaults) if found]

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """Users by account id, each once."""
        return [user_value(each) for each in cleaned] or OMIT


def _person(value: Any) -> str | None:
    if not isinstance(value, Mapping) or not isinstance(value.get("accountId"), str):
        return None
    return f"{value['accountId']}|{value.get('displayName') or value['accountId']}"
