"""The proof: every table and every stored file searched for what is left of a person."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.files.storage import Storage, default_storage
from django.db.models import Model

from accounts.erasing import texts
from accounts.erasing.holdings import Holding, holding_of, is_declared
from accounts.erasing.person import Person


@dataclass(frozen=True)
class Found:
    """One table: how many *rows* were searched, how many are *theirs* still, and how many of others' *name* them."""

    table: str
    rows: int
    theirs: int
    name: int


def tables(person: Person) -> Iterator[Found]:
    """Every table, by name.

    What others wrote stays theirs, even where it names *person*: it is counted apart.
    """
    models = sorted(apps.get_models(include_auto_created=True), key=lambda each: each._meta.db_table)
    return (_searched(each, person) for each in models if not each._meta.proxy)


def _searched(model: type[Model], person: Person) -> Found:
    rows = model._default_manager.all()
    holding = holding_of(model) if is_declared(model) else Holding(model)
    theirs = set(rows.filter(holding.theirs(person)).values_list("pk", flat=True))
    if holding.left is not None:
        theirs.update(holding.left(person))
    mine = set(holding.words if not (holding.goes or holding.via) else texts.columns(model))
    name: set[object] = set()
    for pk, columns in texts.naming(person, rows):
        # Of a table that is nobody's, a column that should name nobody does.
        (name if mine.issuperset(columns) and holding.forget is None else theirs).add(pk)
    return Found(model._meta.db_table, rows.count(), len(theirs), len(name - theirs))


def files(person: Person, storage: Storage = default_storage, folder: str = "") -> tuple[int, int]:
    """How many files are stored, and how many of them have a name that names *person*."""
    try:
        folders, names = storage.listdir(folder)
    except OSError:  # nothing was ever stored
        return 0, 0
    count, naming = len(names), sum(person.is_named_in(each) for each in names)
    for each in folders:
        inner = files(person, storage, f"{folder}/{each}" if folder else each)
        count, naming = count + inner[0], naming + inner[1]
    return count, naming
