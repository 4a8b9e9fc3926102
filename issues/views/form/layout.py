"""How a form is laid out: what has to be asked, what stands in sight, and the rest in groups behind a click."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django import forms as django_forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.jira import FieldMeta
from issues import forms
from issues.fieldkinds.picker import NOBODY
from issues.habits import Habit

# By the type of a value, or of each of its values, as createmeta tells it: it does not say on which tab of Jira's
# screen a field stands (decision 27). What is none of these is a detail.
DETAILS, BELONGS, PEOPLE, DATES = _("Details"), _("What it belongs to"), _("People"), _("Dates and effort")
TEXTS = _("Longer texts")
_ORDER = (DETAILS, BELONGS, PEOPLE, DATES, TEXTS)
_GROUPS: dict[str, Promise] = {
    **dict.fromkeys(("component", "version", "issuelinks", "project"), BELONGS),
    **dict.fromkeys(("user", "group", "team"), PEOPLE),
    **dict.fromkeys(("date", "datetime", "timetracking"), DATES),
}
_BELONG = ("gh-epic-link", "gh-sprint", "jpo-custom-field-parent")
_OF_TEAMS = ("rm-teams-custom-field-team", "atlassian-team")
# What a field posts beside its value, whether anybody filled it in or not.
_TELL_NOTHING = ("-searched", "-overflow")
# So few need no headings.
_FEW = 6


@dataclass(frozen=True)
class Group:
    """Fields of one kind, under a heading; empty where there is no need for one."""

    name: str | Promise
    fields: list[BoundField] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """`asked` comes first, `open` are optional ones in sight, `groups` wait behind one click.

    `optional`: every field that may be pinned, and whether it is. `similar_after`: after which field similar reports
    stand. `usually`: what was used last time, as the page carries it along.
    """

    asked: list[BoundField]
    open: list[BoundField]
    groups: list[Group]
    optional: list[tuple[BoundField, bool]]
    similar_after: str
    usually: str

    @property
    def folded(self) -> int:
        """How many fields wait behind the click."""
        return sum(len(group.fields) for group in self.groups)


def lay_out(form: forms.IssueForm, habit: Habit | None) -> Layout:
    """Lay out *form*; without a *habit* all of it is asked: of a BugForm an admin left out what is not needed."""
    drawn = form.visible_fields()
    asked = [each for each in drawn if habit is None or _is_asked(each)]
    optional = [each for each in drawn if each not in asked]
    habit = habit or Habit()
    wanted = habit.pinned | habit.used
    in_sight = [each for each in optional if each.name in wanted or is_touched(form, each)]
    first = [each.name for each in asked if each.name in forms.FIRST]
    return Layout(
        asked=asked,
        open=in_sight,
        groups=_grouped(form, [each for each in optional if each not in in_sight]),
        optional=[(each, each.name in habit.pinned) for each in optional],
        similar_after=first[-1] if first else "",
        usually=" ".join(sorted(habit.used)),
    )


def used_in(form: forms.IssueForm) -> list[str]:
    """Ids of the optional fields in which anything stands but what stood there from the beginning."""
    return [each.name for each in form.visible_fields() if not _is_asked(each) and is_touched(form, each)]


def _is_asked(bound: BoundField) -> bool:
    return bound.field.required or bound.name in forms.FIRST


def _grouped(form: forms.IssueForm, folded: Sequence[BoundField]) -> list[Group]:
    if len(folded) <= _FEW:
        return [Group("", list(folded))] if folded else []
    groups: dict[str | Promise, Group] = {name: Group(name) for name in _ORDER}
    for each in folded:
        groups[group_of(form.kinds[each.name][0], each.field.widget)].fields.append(each)
    return [group for group in groups.values() if group.fields]


def group_of(meta: FieldMeta, widget: django_forms.Widget) -> Promise:
    """The heading that *meta* stands under. A text that takes lines is a longer one whatever it is about."""
    if isinstance(widget, django_forms.Textarea):
        return TEXTS
    schema = meta.schema
    if schema.system == "parent" or schema.custom.endswith(_BELONG):
        return BELONGS
    if schema.custom.endswith(_OF_TEAMS):
        return PEOPLE
    return _GROUPS.get(schema.items) or _GROUPS.get(schema.type) or DETAILS


def is_touched(form: forms.IssueForm, bound: BoundField) -> bool:
    """Whether anything stands there but what stood there from the beginning."""
    begins = bound.field.initial
    began = [str(each) for each in (begins if isinstance(begins, list) else [begins]) if each is not None]
    stands = [str(each) for each in form.source.getlist(bound.name) if each]
    nothing = stands in (began, [], [NOBODY])
    names = getattr(bound.field.widget, "names", lambda name: (name,))(bound.name)
    beside = any(form.source.get(each) for each in names[1:] if not each.endswith(_TELL_NOTHING))
    return bool(bound.errors or getattr(bound.field.widget, "asked", False) or beside or not nothing)
