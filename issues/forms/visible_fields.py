"""Which optional fields a user sees at once: those that they pinned, and those that they used last time."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField

from accounts.prepared_queries import Prepared
from issues.forms.report_place import Place
from issues.models import FormHabit

_TEXT = CharField()


@dataclass(frozen=True)
class Habit:
    """The fieldIds of each."""

    pinned: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()


def habit_of(owner_id: int, place: Place) -> Habit:
    """The stored habit of *owner_id* for the form at *place*. Empty for a form that is new to them."""
    rows = _known(
        owner_id=owner_id,
        cloud_id=place.site.cloud_id,
        project_id=place.project.id,
        issue_type_id=place.issue_type.id,
    )
    return Habit(frozenset(rows[0][0]), frozenset(rows[0][1])) if rows else Habit()


def pin(owner_id: int, place: Place, field_ids: Iterable[str]) -> None:
    """From now on exactly these fields are visible at *place*, whether used or not."""
    _store(FormHabit(**_columns(owner_id, place), pinned=sorted(set(field_ids))), "pinned")


def remember(owner_id: int, place: Place, field_ids: Iterable[str]) -> None:
    """These optional fields were filled in in the report that is sent now."""
    _store(FormHabit(**_columns(owner_id, place), used=sorted(set(field_ids))), "used")


def _columns(owner_id: int, place: Place) -> dict[str, int | str]:
    return {
        "owner_id": owner_id,
        "cloud_id": place.site.cloud_id,
        "project_id": place.project.id,
        "issue_type_id": place.issue_type.id,
    }


def _store(habit: FormHabit, column: str) -> None:
    """One statement. The last of two tabs wins."""
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
