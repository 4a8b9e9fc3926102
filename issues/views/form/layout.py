"""The layout of a form: first the required fields, then the visible optional ones, then the rest in folded groups."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from django import forms as django_forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from integrations.jira import FieldMeta
from issues.fieldkinds.posted_picker import NOBODY
from issues.forms import build_form
from issues.forms.visible_fields import Habit

# By the type of a value, or of each of its values, as createmeta tells it: it does not say on which tab of Jira's
# screen a field stands (decision 27). What is none of these is a detail.
DETAILS, BELONGS, PEOPLE, DATES = (
    _("Details"),
    _("What it belongs to"),
    _("People"),
    _("Dates and effort"),
)
TEXTS = _("Longer texts")
_ORDER = (DETAILS, BELONGS, PEOPLE, DATES, TEXTS)
_GROUPS: dict[str, Promise] = {
    **dict.fromkeys(("component", "version", "issuelinks", "project"), BELONGS),
    **dict.fromkeys(("user", "group", "team"), PEOPLE),
    **dict.fromkeys(("date", "datetime", "timetracking"), DATES),
}
_BELONG = ("gh-epic-link", "gh-sprint", "jpo-custom-field-parent")
_OF_TEAMS = ("rm-teams-custom-field-team", "atlassian-team")
# Suffixes of inputs that a field posts even if it is empty.
_TELL_NOTHING = ("-searched", "-overflow")
# Up to this number the folded fields need no headings.
_FEW = 6


class FormField(Protocol):
    """A field to lay out: an `Item`, or one that was rendered before (blank_form.py)."""

    @property
    def name(self) -> str:
        """The fieldId."""

    @property
    def html_name(self) -> str:
        """The name that it posts."""

    @property
    def label(self) -> str | Promise:
        """What the user sees."""

    @property
    def is_asked(self) -> bool:
        """Whether it is among the first fields."""

    @property
    def is_touched(self) -> bool:
        """Whether its value is not the initial one, or it has an error or a search."""

    @property
    def group(self) -> str | Promise:
        """The heading that it is folded under."""

    @property
    def as_field_group(self) -> SafeString:
        """Label, hint, error and control."""


@dataclass(frozen=True)
class Item:
    """A field of the form that is shown now."""

    form: build_form.IssueForm
    bound: BoundField

    @property
    def name(self) -> str:
        """The fieldId."""
        return self.bound.name

    @property
    def html_name(self) -> str:
        """The name that it posts."""
        return self.bound.html_name

    @property
    def label(self) -> str | Promise:
        """What the user sees."""
        return self.bound.label

    @property
    def is_asked(self) -> bool:
        """Whether it is among the first fields."""
        return self.bound.field.required or self.name in build_form.FIRST

    @cached_property
    def is_touched(self) -> bool:
        """Whether its value is not the initial one, or it has an error or a search."""
        return is_touched(self.form, self.bound)

    @property
    def group(self) -> str | Promise:
        """The heading that it is folded under."""
        return group_of(self.form.kinds[self.name][0], self.bound.field.widget)

    @property
    def as_field_group(self) -> SafeString:
        """Label, hint, error and control."""
        return self.bound.as_field_group()


@dataclass(frozen=True)
class Group:
    """Fields of one kind under a heading, which may be empty."""

    name: str | Promise
    fields: list[FormField] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """`asked`: the first fields. `open`: the visible optional ones. `groups`: the folded ones.

    `optional`: each field that can be pinned, and whether it is. `similar_after`: the field after which similar reports
    are shown. `usually`: the fields used last, as the page posts them back.
    """

    asked: list[FormField]
    open: list[FormField]
    groups: list[Group]
    optional: list[tuple[FormField, bool]]
    similar_after: str
    usually: str

    @cached_property
    def folded(self) -> int:
        """The number of folded fields."""
        return sum(len(group.fields) for group in self.groups)


def items_of(form: build_form.IssueForm) -> list[Item]:
    """The visible fields of *form*."""
    return [Item(form, each) for each in form.visible_fields()]


def lay_out(drawn: Sequence[FormField], habit: Habit | None) -> Layout:
    """Lay out the fields. Without a *habit* no field is folded: a BugForm has only the fields that its admin chose."""
    asked = [each for each in drawn if habit is None or each.is_asked]
    optional = [each for each in drawn if habit is not None and not each.is_asked]
    habit = habit or Habit()
    wanted = habit.pinned | habit.used
    in_sight: list[FormField] = []
    folded: list[FormField] = []
    for each in optional:
        (in_sight if each.name in wanted or each.is_touched else folded).append(each)
    first = [each.name for each in asked if each.name in build_form.FIRST]
    return Layout(
        asked=asked,
        open=in_sight,
        groups=_grouped(folded),
        optional=[(each, each.name in habit.pinned) for each in optional],
        similar_after=first[-1] if first else "",
        usually=" ".join(sorted(habit.used)),
    )


def used_in(form: build_form.IssueForm) -> list[str]:
    """Ids of the optional fields whose value is not the initial one."""
    return [each.name for each in items_of(form) if not each.is_asked and each.is_touched]


def _grouped(folded: Sequence[FormField]) -> list[Group]:
    if len(folded) <= _FEW:
        return [Group("", list(folded))] if folded else []
    groups: dict[str | Promise, Group] = {name: Group(name) for name in _ORDER}
    by_name = {str(name): group for name, group in groups.items()}
    for each in folded:
        by_name[str(each.group)].fields.append(each)
    return [group for group in groups.values() if group.fields]


def group_of(meta: FieldMeta, widget: django_forms.Widget) -> Promise:
    """The heading for *meta*. A multi-line text is always under the longer texts."""
    if isinstance(widget, django_forms.Textarea):
        return TEXTS
    schema = meta.schema
    if schema.system == "parent" or schema.custom.endswith(_BELONG):
        return BELONGS
    if schema.custom.endswith(_OF_TEAMS):
        return PEOPLE
    return _GROUPS.get(schema.items) or _GROUPS.get(schema.type) or DETAILS


def is_touched(form: build_form.IssueForm, bound: BoundField) -> bool:
    """Whether the value is not the initial one, or the field has an error or a search."""
    begins = bound.field.initial
    began = [
        str(each) for each in (begins if isinstance(begins, list) else [begins]) if each is not None
    ]
    stands = [str(each) for each in form.source.getlist(bound.name) if each]
    nothing = stands in (began, [], [NOBODY])
    names = getattr(bound.field.widget, "names", lambda name: (name,))(bound.name)
    beside = any(form.source.get(each) for each in names[1:] if not each.endswith(_TELL_NOTHING))
    return bool(
        bound.errors or getattr(bound.field.widget, "asked", False) or beside or not nothing
    )
