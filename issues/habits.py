"""Which of the fields that may be left out somebody finds in sight: what they pinned, and what they used last time."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField

from accounts.queries import Prepared
from issues.filing import Place
from issues.models import FormHabit

_TEXT = CharField()


@dataclass(frozen=True)
class Habit:
    """By fieldId."""

    pinned: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()


def habit_of(owner_id: int, place: Place) -> Habit:
    """What is known of *owner_id* and the form at *place*; nothing, for a form that is new to them."""
    rows = _known(
        owner_id=owner_id,
        cloud_id=place.site.cloud_id,
        project_id=place.project.id,
        issue_type_id=place.issue_type.id,
    )
    return Habit(frozenset(rows[0][0]), frozenset(rows[0][1])) if rows else Habit()


def pin(owner_id: int, place: Place, field_ids: Iterable[str]) -> None:
    """From now on exactly these stand in sight at *place*, whether they were used or not."""
    _store(FormHabit(**_columns(owner_id, place), pinned=sorted(set(field_ids))), "pinned")


def remember(owner_id: int, place: Place, field_ids: Iterable[str]) -> None:
    """These were filled in in the report that is sent now."""
    _store(FormHabit(**_columns(owner_id, place), used=sorted(set(field_ids))), "used")


def _columns(owner_id: int, place: Place) -> dict[str, int | str]:
    return {
        "owner_id": owner_id,
        "cloud_id": place.site.cloud_id,
        "project_id": place.project.id,
        "issue_type_id": place.issue_type.id,
    }


def _store(habit: FormHabit, column: str) -> None:
    """One statement: whichever of two tabs says something last is right."""
    unique = ["owner", "cloud_id", "project_id", "issue_type_id"]
    FormHabit.objects.bulk_create(
        [habit], update_conflicts=True, update_fields=[column], unique_fields=unique
    )


_known = Prepared(
    lambda owner_id, cloud_id, project_id, issue_type_id: FormHabit.objects.filter(
        owner_id=owner_id, cloud_id=cloud_id, project_id=project_id, issue_type_id=issue_type_id
    ).values_list("pinned", "used"),
    owner_id=BigIntegerField(),
    cloud_id=_TEXT,
    project_id=_TEXT,
    issue_type_id=_TEXT,
)
