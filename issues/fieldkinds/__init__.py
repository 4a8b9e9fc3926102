"""One class per createmeta schema kind: a form field on one side, the value that Jira takes on the other."""

from collections.abc import Sequence

from integrations.jira import FieldMeta
from issues.fieldkinds.base import OMIT, Context, FieldKind
from issues.fieldkinds.choice import ChoiceKind
from issues.fieldkinds.choices import ChoicesKind
from issues.fieldkinds.dates import DateKind, DateTimeKind
from issues.fieldkinds.labels import LabelsKind
from issues.fieldkinds.number import NumberKind
from issues.fieldkinds.paragraph import ParagraphKind
from issues.fieldkinds.people import PeopleKind, PersonKind
from issues.fieldkinds.text import LineKind, UrlKind

__all__ = ["KINDS", "OMIT", "Context", "FieldKind", "for_meta"]

# From the most specific to the most general: the first that matches draws the field.
KINDS: Sequence[FieldKind] = (
    ParagraphKind(),
    UrlKind(),
    LabelsKind(),
    PersonKind(),
    PeopleKind(),
    DateKind(),
    DateTimeKind(),
    NumberKind(),
    ChoiceKind(),
    ChoicesKind(),
    LineKind(),
)


def for_meta(meta: FieldMeta) -> FieldKind | None:
    """The kind that can fill in *meta*, or None for one that Lodge does not know."""
    return next((kind for kind in KINDS if kind.matches(meta)), None)
