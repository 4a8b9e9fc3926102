"""One class per createmeta schema kind: a form field on one side, the value that Jira takes on the other."""

from collections.abc import Sequence
from functools import lru_cache

from integrations.jira import FieldMeta, Schema
from issues.fieldkinds.base import OMIT, Choice, Context, FieldKind, Lookup, Suggests, is_required
from issues.fieldkinds.by_name import Closed
from issues.fieldkinds.cascading import CascadingKind
from issues.fieldkinds.choice import ChoiceKind
from issues.fieldkinds.choices import ChoicesKind
from issues.fieldkinds.dates import DateKind, DateTimeKind
from issues.fieldkinds.elsewhere import ProjectKind, SprintKind, TeamKind
from issues.fieldkinds.groups import GroupKind, GroupsKind
from issues.fieldkinds.issues import EpicLinkKind, ParentKind
from issues.fieldkinds.labels import LabelsKind
from issues.fieldkinds.links import LinksKind
from issues.fieldkinds.number import NumberKind
from issues.fieldkinds.paragraph import ParagraphKind
from issues.fieldkinds.people import PeopleKind, PersonKind
from issues.fieldkinds.settled import is_settled
from issues.fieldkinds.text import LineKind, UrlKind
from issues.fieldkinds.timetracking import TimeTrackingKind
from issues.fieldkinds.written import AssetsKind, TextsKind

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
# From the most specific to the most general: the first that matches draws the field.
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
    """The kind that can fill in *meta*, or None for one that Lodge does not know or may not set."""
    return _kind_of(meta.schema, meta.operations, meta.allowed_values is not None, is_required(meta))


def offers_nothing(meta: FieldMeta) -> bool:
    """Whether *meta* is a closed list in which nothing may be chosen: empty, or all of it disabled or archived."""
    kind: object = for_meta(meta)
    return isinstance(kind, Closed) and next(kind.values(meta), None) is None


def can_be_filled(meta: FieldMeta) -> bool:
    """Whether somebody can give *meta* a value in Lodge. Files are no field of a kind, and can."""
    return meta.schema.system == "attachment" or (for_meta(meta) is not None and not offers_nothing(meta))


@lru_cache(maxsize=1024)
def _kind_of(schema: Schema, operations: tuple[str, ...], listed: bool, required: bool) -> FieldKind | None:
    """All that a kind goes by; which values are listed, and what a field is called, makes no difference."""
    meta = FieldMeta("", "", required, schema, operations, allowed_values=() if listed else None)
    if "set" not in meta.operations:
        return LINKS if LINKS.matches(meta) and "add" in meta.operations else None
    if EPIC_LINK.matches(meta):
        return EPIC_LINK
    return None if is_settled(meta) else next((kind for kind in KINDS if kind.matches(meta)), None)
