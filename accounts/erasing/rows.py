"""The rows and files that go with a person: counted, deleted in batches, or by Django's own cascade."""

from collections.abc import Callable, Iterator

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import FileField

from accounts.erasing.holdings import Holding, holdings
from accounts.erasing.person import Person
from accounts.models import User

BATCH = 500


def count(user_id: int) -> dict[str, int]:
    """How many rows go with them, by table; tables without one are left out."""
    counted = {
        each.label: each.model._default_manager.filter(each.of(user_id)).count() for each in holdings()
    }
    return {label: number for label, number in counted.items() if number}


def files(user_id: int) -> Iterator[tuple[Storage, str]]:
    """Where their files lie: storage, and name in it."""
    for each in holdings():
        for field in each.model._meta.concrete_fields:
            if isinstance(field, FileField) and (each.goes or each.via):
                rows = each.model._default_manager.filter(each.of(user_id)).exclude(**{field.name: ""})
                for name in rows.order_by().values_list(field.name, flat=True).iterator():
                    yield field.storage, name


def forget(person: Person) -> None:
    """Take *person* out of what no key leads to: other people's rows, sessions, the administration's history."""
    for each in holdings():
        if each.forget is not None:
            each.forget(person)
        if each.also is not None:
            each.model._default_manager.filter(each.also(person)).delete()


def delete(person: Person, go_on: Callable[[], bool]) -> bool:
    """Delete what has a key to *person*, in batches, each for itself; whether all is gone but the person.

    What the batches take along goes by Django's cascade. *go_on* is asked between them.
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
