"""Another issue, found by a part of its key or summary: the parent, and the epic of older projects."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.jira import FieldMeta
from issues.fieldkinds.base import CHOOSE, OMIT, Choice, Context, common, is_required
from issues.fieldkinds.picker import PickerInput
from issues.fieldkinds.picker_field import PickerField
from issues.fieldkinds.picker_words import WORDS as GENERAL

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,59}-[1-9][0-9]{0,17}")
EPIC_LINK = "com.pyxis.greenhopper.jira:gh-epic-link"
# The same at Data Center, where no field `parent` names the epic.
EPIC_LINK_ALONE = "data-center:gh-epic-link"
WORDS = replace(
    GENERAL,
    label=_("Key or summary"),
    nothing=_("No issue like “%(name)s” was found."),
    failed=_(
        "Jira could not be asked for issues just now. Write the whole key, or press Find to try again."
    ),
    refused=_("Jira does not let you search for issues here. Write the whole key."),
    unknown=_("This is no key of an issue. Search again"),
)


def is_key(value: str) -> bool:
    """Whether *value* may be the key of an issue."""
    return KEY.fullmatch(value) is not None


def keys_in(typed: str) -> list[str]:
    """The keys in *typed*. None where it contains anything else."""
    words = typed.replace(",", " ").split()
    return [word.upper() for word in words] if all(map(is_key, words)) else []


class ParentKind:
    """The system field parent: the epic of a story, or the issue of a sub-task. A full key needs no search."""

    def matches(self, meta: FieldMeta) -> bool:
        """One issue."""
        return meta.schema.type == "issuelink" or meta.schema.system == "parent"

    def suggest(self, meta: FieldMeta, context: Context, query: str) -> Sequence[Choice]:
        """Issues by key and summary."""
        return context.lookup.issues(query)

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """Radio buttons under a search."""
        widget = PickerInput(
            lambda query: self.suggest(meta, context, query),
            nobody=None if is_required(meta) else _("None"),
            take=lambda typed: keys_in(typed)[:1] if len(keys_in(typed)) == 1 else [],
            words=WORDS,
        )
        return PickerField(widget=widget, known=is_key, **common(meta, CHOOSE))

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default issue."""
        return meta.default.get("key") if isinstance(meta.default, Mapping) else None

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """The issue by its key."""
        return {"key": cleaned[0]} if cleaned else OMIT


class EpicLinkKind(ParentKind):
    """The Epic Link: how Data Center names an epic. At Cloud only where an old project requires it."""

    def matches(self, meta: FieldMeta) -> bool:
        """That of Data Center, or a required one."""
        alone = meta.schema.custom == EPIC_LINK_ALONE
        return alone or (meta.schema.custom == EPIC_LINK and is_required(meta))

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default epic."""
        return meta.default if isinstance(meta.default, str) else None

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """The epic's key alone."""
        return cleaned[0] if cleaned else OMIT
