"""Searches every table and every stored file for data of an erased user."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.files.storage import Storage, default_storage
from django.db.models import Model

from accounts.erasing import text_columns
from accounts.erasing.person_identifiers import Person
from accounts.erasing.personal_data_registry import Holding, holding_of, is_declared


@dataclass(frozen=True)
class Found:
    """The result for one table: *rows* searched, rows of *theirs* that are left, rows of others that *name* them."""

    table: str
    rows: int
    theirs: int
    name: int


def tables(person: Person) -> Iterator[Found]:
    """Search every table, by name.

    Text that other users wrote is theirs, even where it names *person*, so it is counted separately.
    """
    models = sorted(
        apps.get_models(include_auto_created=True), key=lambda each: each._meta.db_table
    )
    return (_searched(each, person) for each in models if not each._meta.proxy)


def _searched(model: type[Model], person: Person) -> Found:
    rows = model._default_manager.all()
    holding = holding_of(model) if is_declared(model) else Holding(model)
    theirs = set(rows.filter(holding.theirs(person)).values_list("pk", flat=True))
    if holding.left is not None:
        theirs.update(holding.left(person))
    mine = set(holding.words if not (holding.goes or holding.via) else text_columns.columns(model))
    name: set[object] = set()
    for pk, columns in text_columns.naming(person, rows):
        # A column that should name nobody, in a table without an owner.
        (name if mine.issuperset(columns) and holding.forget is None else theirs).add(pk)
    return Found(model._meta.db_table, rows.count(), len(theirs), len(name - theirs))


def files(person: Person, storage: Storage = default_storage, folder: str = "") -> tuple[int, int]:
    """How many files are stored, and how many of their names contain a name of *person*."""
    try:
        folders, names = storage.listdir(folder)
    except OSError:  # no file was ever stored
        return 0, 0
    count, naming = len(names), sum(person.is_named_in(each) for each in names)
    for each in folders:
        inner = files(person, storage, f"{folder}/{each}" if folder else each)
        count, naming = count + inner[0], naming + inner[1]
    return count, naming
