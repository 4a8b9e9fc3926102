"""What personal data each table holds, and what an erasure does to it.

Every app declares its models, and a test fails for a model that is not declared. A new table, or a new text column in a
table whose rows stay, must say here whose data it holds.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.erasing.person_identifiers import Person
from accounts.models import User

Model = type[models.Model]


@dataclass(frozen=True)
class Holding:
    """The personal data in the table of *model*.

    Rows that go with a person: *goes*, foreign keys to them; *via*, foreign keys to rows that go themselves; *also*,
    a condition for rows that are theirs though no key says so. Rows that stay: *emptied*, foreign keys that are set to
    null; *words*, columns in which others write what they like, and may name anybody; *nobody*, columns of text that
    name no person. *forget* takes a person out of rows that stay, where it takes more than that, and *left* says
    which of them still hold something of theirs. *account_ids* and *names*: columns of rows that go, by which the
    person is known elsewhere.
    """

    model: Model
    goes: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    also: Callable[[Person], Q] | None = None
    emptied: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()
    forget: Callable[[Person], int] | None = None
    left: Callable[[Person], Iterable[Any]] | None = None
    account_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name as `app.model`."""
        return self.model._meta.label_lower

    def of(self, user_id: int) -> Q:
        """The rows to delete, found by foreign keys alone."""
        return _any(Q(**{path: user_id}) for path in self._paths())

    def theirs(self, person: Person) -> Q:
        """The rows to delete."""
        return self.of(person.pk) | self.also(person) if self.also else self.of(person.pk)

    def _paths(self) -> Iterator[str]:
        yield from self.goes
        for key in self.via:
            parent = self.model._meta.get_field(key).related_model
            assert isinstance(parent, type)
            yield from (f"{key}__{path}" for path in holding_of(parent)._paths())


_declared: dict[Model, Holding] = {}
# Database tables without a model, and why they hold no personal data.
OTHER_TABLES = {
    "django_migrations": "names of migrations",
    "sqlite_sequence": "SQLite's own counters",
}


def declare(model: Model, **holds: Any) -> None:
    """Declare the personal data in the table of *model*. The arguments are the fields of Holding."""
    _declared[model] = Holding(model, **holds)


def holdings() -> list[Holding]:
    """All declarations, by name."""
    return sorted(_declared.values(), key=lambda each: each.label)


def holding_of(model: Model) -> Holding:
    """The declaration of one model. Raises KeyError where there is none."""
    return _declared[model]


def is_declared(model: Model) -> bool:
    """Whether the model is declared."""
    return model in _declared


def _any(conditions: Iterator[Q]) -> Q:
    found = Q(pk__in=[])
    for each in conditions:
        found |= each
    return found


def known(user: User) -> Person:
    """The Person for *user*, with all names found in rows that will be deleted."""
    account_ids: set[str] = set()
    names = {user.username, user.email, user.get_full_name()}
    for each in holdings():
        rows = each.model._default_manager.filter(each.of(user.pk)).order_by()
        for columns, found in ((each.account_ids, account_ids), (each.names, names)):
            for column in columns:
                found.update(rows.values_list(column, flat=True).distinct())
    return Person.known_as(user.pk, account_ids, names)
