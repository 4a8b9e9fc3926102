"""Deletes a user's rows and files, in batches or by Django's cascade."""

from collections.abc import Callable, Iterator

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import FileField

from accounts.erasing.person_identifiers import Person
from accounts.erasing.personal_data_registry import Holding, holdings
from accounts.models import User

BATCH = 500


def count(user_id: int) -> dict[str, int]:
    """Count the rows to delete, by table. Tables without any are left out."""
    counted = {
        each.label: each.model._default_manager.filter(each.of(user_id)).count()
        for each in holdings()
    }
    return {label: number for label, number in counted.items() if number}


def files(user_id: int) -> Iterator[tuple[Storage, str]]:
    """The user's files: storage and name."""
    for each in holdings():
        for field in each.model._meta.concrete_fields:
            if isinstance(field, FileField) and (each.goes or each.via):
                rows = each.model._default_manager.filter(each.of(user_id)).exclude(
                    **{field.name: ""}
                )
                for name in rows.order_by().values_list(field.name, flat=True).iterator():
                    yield field.storage, name


def forget(person: Person) -> int:
    """Remove *person* from rows without a foreign key to them: other users' rows, sessions, the history.

    Returns how many rows went or were changed.
    """
    count = 0
    for each in holdings():
        if each.forget is not None:
            count += each.forget(person)
        if each.also is not None:
            count += each.model._default_manager.filter(each.also(person)).delete()[0]
    return count


def delete(person: Person, go_on: Callable[[], bool]) -> bool:
    """Delete the rows with a foreign key to *person*, each batch in its own transaction.

    Returns whether only the user row is left. Django's cascade deletes what depends on a batch. *go_on* is called
    between batches; it says whether there is time for another.
    """
    theirs = [each for each in holdings() if each.goes and each.model is not User]
    return all(_delete(each, person, go_on) for each in theirs)


def _delete(holding: Holding, person: Person, go_on: Callable[[], bool]) -> bool:
    rows = holding.model._default_manager
    while found := list(
        rows.filter(holding.of(person.pk)).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        if not go_on():
            return False
        with transaction.atomic():
            rows.filter(pk__in=found).delete()
    return True
