"""One class per kind of createmeta schema: a form field on one side, Jira's value on the other."""

from collections.abc import Sequence
from functools import lru_cache

from integrations.jira import FieldMeta, Schema
from issues.fieldkinds.base import OMIT, Choice, Context, FieldKind, Lookup, Suggests, is_required
from issues.fieldkinds.cascading import CascadingKind
from issues.fieldkinds.dates import DateKind, DateTimeKind
from issues.fieldkinds.groups import GroupKind, GroupsKind
from issues.fieldkinds.issue_links import LinksKind
from issues.fieldkinds.labels import LabelsKind
from issues.fieldkinds.multiple_choice import ChoicesKind
from issues.fieldkinds.not_editable import is_settled
from issues.fieldkinds.number import NumberKind
from issues.fieldkinds.option_matching import HasOptions
from issues.fieldkinds.paragraph import ParagraphKind
from issues.fieldkinds.parent_and_epic import EpicLinkKind, ParentKind
from issues.fieldkinds.people import PeopleKind, PersonKind
from issues.fieldkinds.single_choice import ChoiceKind
from issues.fieldkinds.single_line_text import LineKind, UrlKind
from issues.fieldkinds.sprint_team_project import ProjectKind, SprintKind, TeamKind
from issues.fieldkinds.timetracking import TimeTrackingKind
from issues.fieldkinds.unsearchable_lists import AssetsKind, TextsKind

__all__ = [
    "KINDS",
    "OMIT",
    "Choice",
    "Context",
    "FieldKind",
    "Lookup",
    "Suggests",
    "can_be_filled",
    "for_meta",
    "is_settled",
    "offers_nothing",
]

LINKS, EPIC_LINK = LinksKind(), EpicLinkKind()
# From the most specific to the most general: the first match draws the field.
KINDS: Sequence[FieldKind] = (
    ParagraphKind(),
    UrlKind(),
    LabelsKind(),
    SprintKind(),
    TeamKind(),
    AssetsKind(),
    ParentKind(),
    TimeTrackingKind(),
    PersonKind(),
    PeopleKind(),
    GroupKind(),
    GroupsKind(),
    DateKind(),
    DateTimeKind(),
    NumberKind(),
    CascadingKind(),
    ChoiceKind(),
    ChoicesKind(),
    ProjectKind(),
    TextsKind(),
    LineKind(),
)


def for_meta(meta: FieldMeta) -> FieldKind | None:
    """The kind for *meta*. None where Lodge does not know the kind or may not set it."""
    return _kind_of(
        meta.schema, meta.operations, meta.allowed_values is not None, is_required(meta)
    )


def offers_nothing(meta: FieldMeta) -> bool:
    """Whether *meta* is a closed list without a choice: empty, or all disabled or archived."""
    kind: object = for_meta(meta)
    return isinstance(kind, HasOptions) and next(kind.values(meta), None) is None


def can_be_filled(meta: FieldMeta) -> bool:
    """Whether a user can give *meta* a value in Lodge. Files can be added, although they have no kind."""
    return meta.schema.system == "attachment" or (
        for_meta(meta) is not None and not offers_nothing(meta)
    )


@lru_cache(maxsize=1024)
def _kind_of(
    schema: Schema, operations: tuple[str, ...], listed: bool, required: bool
) -> FieldKind | None:
    """The properties of *meta* that decide its kind. Allowed values and names make no difference."""
    meta = FieldMeta("", "", required, schema, operations, allowed_values=() if listed else None)
    if "set" not in meta.operations:
        return LINKS if LINKS.matches(meta) and "add" in meta.operations else None
    if EPIC_LINK.matches(meta):
        return EPIC_LINK
    return None if is_settled(meta) else next((kind for kind in KINDS if kind.matches(meta)), None)
