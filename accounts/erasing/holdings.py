"""What each table holds of people, and what becomes of it when a person is erased.

Every model is declared by the room that it belongs to, and a test fails for one that is not: who adds a table, or a
column of text to a table that outlives people, says here whose words stand in it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.erasing.person import Person
from accounts.models import User

Model = type[models.Model]


@dataclass(frozen=True)
class Holding:
    """What the table of *model* holds of people.

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
        """As `app.model`."""
        return self.model._meta.label_lower

    def of(self, user_id: int) -> Q:
        """The rows that go with this person, by keys alone."""
        return _any(Q(**{path: user_id}) for path in self._paths())

    def theirs(self, person: Person) -> Q:
        """The rows that go with *person*."""
        return self.of(person.pk) | self.also(person) if self.also else self.of(person.pk)

    def _paths(self) -> Iterator[str]:
        yield from self.goes
        for key in self.via:
            parent = self.model._meta.get_field(key).related_model
            assert isinstance(parent, type)
            yield from (f"{key}__{path}" for path in holding_of(parent)._paths())


_declared: dict[Model, Holding] = {}
# Tables of the database that no model stands for, and why they hold nobody.
OTHER_TABLES = {"django_migrations": "names of migrations", "sqlite_sequence": "SQLite's own counters"}


def declare(model: Model, **holds: Any) -> None:
    """Say what the table of *model* holds of people: the fields of Holding."""
    _declared[model] = Holding(model, **holds)


def holdings() -> list[Holding]:
    """All of them, by name."""
    return sorted(_declared.values(), key=lambda each: each.label)


def holding_of(model: Model) -> Holding:
    """That of one model. Raises KeyError where it is not declared."""
    return _declared[model]


def is_declared(model: Model) -> bool:
    """Whether anybody said what it holds."""
    return model in _declared


def _any(conditions: Iterator[Q]) -> Q:
    found = Q(pk__in=[])
    for each in conditions:
        found |= each
    return found


def known(user: User) -> Person:
    """*user* by all that Lodge knows them as, read from rows that go with them."""
    account_ids: set[str] = set()
    names = {user.username, user.email, user.get_full_name()}
    for each in holdings():
        rows = each.model._default_manager.filter(each.of(user.pk)).order_by()
        for columns, found in ((each.account_ids, account_ids), (each.names, names)):
            for column in columns:
                found.update(rows.values_list(column, flat=True).distinct())
    return Person.known_as(user.pk, account_ids, names)
