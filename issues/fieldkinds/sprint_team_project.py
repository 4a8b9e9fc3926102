"""Objects of other products: a sprint, a team, another project. Found by name, sent by id."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.jira import FieldMeta
from issues.fieldkinds.base import CHOOSE, CUSTOM, OMIT, Choice, Context, common, is_required
from issues.fieldkinds.labels import jql_name
from issues.fieldkinds.picker import PickerInput
from issues.fieldkinds.picker_field import PickerField
from issues.fieldkinds.picker_words import WORDS, Words

NUMBER = re.compile(r"[1-9][0-9]{0,17}")
TEAM = re.compile(r"[0-9A-Za-z:._-]{1,128}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
SPRINT = "com.pyxis.greenhopper.jira:gh-sprint"
TEAMS = {"com.atlassian.teams:rm-teams-custom-field-team", f"{CUSTOM}atlassian-team"}


class ByIdKind(ABC):
    """One object by its id. `shape` matches every id, `typed` an id that may be typed instead of searched."""

    shape = typed = NUMBER
    words: Words = WORDS

    @abstractmethod
    def suggest(self, meta: FieldMeta, context: Context, query: str) -> Sequence[Choice]:
        """What matches by name."""

    def form_field(self, meta: FieldMeta, context: Context) -> forms.Field:
        """Radio buttons under a search."""
        widget = PickerInput(
            lambda query: self.suggest(meta, context, query),
            nobody=None if is_required(meta) else _("No choice"),
            take=lambda typed: [typed] if self.typed.fullmatch(typed) else [],
            words=self.words,
        )
        known = self.shape.fullmatch
        return PickerField(
            widget=widget, known=lambda value: bool(known(value)), **common(meta, CHOOSE)
        )

    def initial(self, meta: FieldMeta) -> Any:
        """Jira's default."""
        default = (
            meta.default[0] if isinstance(meta.default, list) and meta.default else meta.default
        )
        if not isinstance(default, Mapping) or "id" not in default:
            return None
        return Choice(str(default["id"]), str(default.get("name") or default["id"])).posted

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """The id alone."""
        return cleaned[0] if cleaned else OMIT


class SprintKind(ByIdKind):
    """The sprint of an issue. Where Jira shows Lodge no sprints, users type its number."""

    words = replace(
        WORDS,
        label=_("Name or number"),
        nothing=_("No sprint called “%(name)s” was found. Its number works too."),
        failed=_(
            "Jira could not be asked for sprints just now. Write the sprint's number, or press Find again."
        ),
        refused=_("Jira does not tell Lodge of sprints here. Write the sprint's number."),
    )

    def matches(self, meta: FieldMeta) -> bool:
        """Jira Software's sprint field."""
        return meta.schema.custom == SPRINT

    def suggest(self, meta: FieldMeta, context: Context, query: str) -> Sequence[Choice]:
        """Sprints by name."""
        return context.lookup.sprints(query)

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """One number, although the schema says array."""
        return int(cleaned[0]) if cleaned else OMIT


class TeamKind(ByIdKind):
    """The team that owns an issue: the id as a bare string."""

    shape, typed = TEAM, UUID
    words = replace(
        WORDS,
        label=_("Name of a team"),
        nothing=_("No team called “%(name)s” was found. Its id works too."),
        refused=_("Jira does not tell Lodge of teams here. Write the team's id."),
    )

    def matches(self, meta: FieldMeta) -> bool:
        """Atlassian's team field."""
        return meta.schema.type == "team" or meta.schema.custom in TEAMS

    def suggest(self, meta: FieldMeta, context: Context, query: str) -> Sequence[Choice]:
        """Teams by name."""
        return context.lookup.values(jql_name(meta), query)


class ProjectKind(ByIdKind):
    """Another project, where Jira does not list them all."""

    words = replace(
        WORDS, label=_("Name of a project"), nothing=_("No project called “%(name)s” was found.")
    )

    def matches(self, meta: FieldMeta) -> bool:
        """schema.type project."""
        return meta.schema.type == "project"

    def suggest(self, meta: FieldMeta, context: Context, query: str) -> Sequence[Choice]:
        """Projects by name or key."""
        return context.lookup.projects(query)

    def to_jira(self, meta: FieldMeta, cleaned: list[str]) -> Any:
        """The project by its id."""
        return {"id": cleaned[0]} if cleaned else OMIT
