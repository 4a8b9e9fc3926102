"""Queries that each process compiles once.

Django needs four times as long to build and compile a query as to run it, which is too much for the few queries of
every page, call and filing. Only the SQL is kept; results always come from the database.
"""

import sqlite3
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.constants import OnConflict
from django.db.models.query import get_related_populators
from django.db.models.sql import InsertQuery, UpdateQuery

M = TypeVar("M", bound=Model)
_UNLESS_THERE = " ON CONFLICT DO NOTHING"
_Converters = dict[int, tuple[Sequence[Callable[..., Any]], Any]]


def _database() -> BaseDatabaseWrapper:
    """This thread's connection. Each access through `django.db.connection` costs as much as a function call."""
    return connections[DEFAULT_DB_ALIAS]


class Given(Expression):
    """A parameter of a prepared query, converted by *field*."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """A placeholder, with this object as its parameter."""
        return "%s", [self]

    def value(self, given: dict[str, Any], database: BaseDatabaseWrapper) -> Any:
        """This parameter's value of a call, as the driver takes it."""
        return self.field.get_db_prep_value(given[self.name], database)


class Prepared:
    """A prepared query. *build* makes it from placeholders; *fields* convert the arguments of the calls.

    >>> by_name = Prepared(lambda name: User.objects.filter(username=name).values_list("pk"), name=CharField())
    >>> by_name(name="alice")
    [(1,)]
    """

    def __init__(
        self, build: Callable[..., QuerySet[Any, Any]], **fields: "Field[Any, Any]"
    ) -> None:
        self._build = build
        self._given = {name: Given(name, field) for name, field in fields.items()}
        self._compiled = cache(self._compile)

    def _compile(self, vendor: str) -> tuple[str, tuple[Any, ...], _Converters]:
        """The SQL for this database, its parameters, and the converters of its columns."""
        compiler = self._build(**self._given).query.get_compiler(connection=_database())
        sql, parameters = compiler.as_sql()
        selected = [column for column, _sql, _alias in compiler.select]
        return sql, tuple(parameters), compiler.get_converters(selected)

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows."""
        database = _database()
        sql, parameters, converters = self._compiled(database.vendor)
        found = _rows(database, sql, _filled_in(parameters, values, database))
        return [_converted(row, converters, database) for row in found] if converters else found


def _filled_in(
    parameters: Sequence[Any], values: dict[str, Any], database: BaseDatabaseWrapper
) -> list[Any]:
    return [
        each.value(values, database) if isinstance(each, Given) else each for each in parameters
    ]


def _converted(
    row: Sequence[Any], converters: _Converters, database: BaseDatabaseWrapper
) -> tuple[Any, ...]:
    values = list(row)
    for position, (steps, expression) in converters.items():
        for step in steps:
            values[position] = step(values[position], expression, database)
    return tuple(values)


class PreparedRow(Generic[M]):
    """Like Prepared, for one model instance: the first row that *build* finds, or None.

    *also*: what *build* annotates them with.
    """

    def __init__(
        self,
        model: type[M],
        build: Callable[..., QuerySet[M]],
        *,
        also: Sequence[str] = (),
        **fields: "Field[Any, Any]",
    ) -> None:
        self._model, self._rows, self._also = model, Prepared(build, **fields), also
        self._names = [field.attname for field in model._meta.concrete_fields]

    def __call__(self, **values: Any) -> M | None:
        """The row."""
        found = self._rows(**values)
        if not found:
            return None
        count = len(self._names)
        row = self._model.from_db(DEFAULT_DB_ALIAS, self._names, found[0][:count])
        for name, value in zip(self._also, found[0][count:], strict=True):
            setattr(row, name, value)
        return row


class PreparedRows(Generic[M]):
    """Like Prepared, for model instances: those that *build* finds, as Django makes them.

    *build* may annotate them, defer columns and select related rows.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], **fields: "Field[Any, Any]") -> None:
        self._build = build
        self._given = {name: Given(name, field) for name, field in fields.items()}
        self._compiled = cache(self._compile)

    def _compile(self, vendor: str) -> tuple[str, tuple[Any, ...], _Converters, "_Instances"]:
        compiler = self._build(**self._given).query.get_compiler(connection=_database())
        sql, parameters = compiler.as_sql()
        selected = [column for column, _sql, _alias in compiler.select]
        return sql, tuple(parameters), compiler.get_converters(selected), _Instances(compiler)

    def __call__(self, **values: Any) -> list[M]:
        """The rows."""
        database = _database()
        sql, parameters, converters, instances = self._compiled(database.vendor)
        found = _rows(database, sql, _filled_in(parameters, values, database))
        rows = (_converted(row, converters, database) for row in found) if converters else found
        return [instances.make(row) for row in rows]


class _Instances:
    """Makes model instances of the rows of a compiled query, as Django's ModelIterable does."""

    def __init__(self, compiler: Any) -> None:
        info = compiler.klass_info
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        self._model, self._columns = info["model"], slice(first, last)
        self._names = [column[0].target.attname for column in compiler.select[first:last]]
        self._related = get_related_populators(  # type: ignore[call-arg]  # the stubs are of Django 6
            info, compiler.select, DEFAULT_DB_ALIAS
        )
        self._also = list(compiler.annotation_col_map.items())

    def make(self, row: Sequence[Any]) -> Any:
        """The instance, with its related ones and what it is annotated with."""
        made = self._model.from_db(DEFAULT_DB_ALIAS, self._names, row[self._columns])
        for related in self._related:
            related.populate(row, made)
        for name, position in self._also:
            setattr(made, name, row[position])
        return made


# Lists of values are filled up to these lengths, so that few statements are compiled.
_LENGTHS = (1, 2, 4, 8, 24, 104)


def up_to(values: Sequence[Any]) -> dict[str, Any]:
    """*values* as arguments of a query with `IN`, by `several`: the last one repeated up to one of a few lengths.

    Raises ValueError where there are none, or more than a page shows.
    """
    size = next((each for each in _LENGTHS if each >= len(values)), 0)
    if not values or not size:
        raise ValueError(f"{len(values)} values")
    filled = (*values, *[values[-1]] * (size - len(values)))
    return {f"item{number}": value for number, value in enumerate(filled)}


def several(size: int, field: "Field[Any, Any]") -> dict[str, "Field[Any, Any]"]:
    """The fields of as many arguments."""
    return {f"item{number}": field for number in range(size)}


class PreparedUpdate:
    """Like Prepared, for an update: *build* returns the rows and the new values of their columns."""

    def __init__(
        self,
        build: Callable[..., tuple[QuerySet[Any], dict[str, Any]]],
        **fields: "Field[Any, Any]",
    ) -> None:
        self._build = build
        self._given = {name: Given(name, field) for name, field in fields.items()}
        self._compiled = cache(self._compile)

    def _compile(self, vendor: str) -> tuple[str, tuple[Any, ...]]:
        rows, columns = self._build(**self._given)
        query: Any = rows.order_by().query.chain(UpdateQuery)
        query.add_update_values(columns)
        sql, parameters = query.get_compiler(connection=_database()).as_sql()
        return sql, tuple(parameters)

    def __call__(self, *, along: Model | None = None, **values: Any) -> int:
        """Run it and return how many rows changed. *along*: a row that is inserted in the same step if any changed."""
        database = _database()
        sql, parameters = self._compiled(database.vendor)
        return _change(database, sql, _filled_in(parameters, values, database), along)


def insert(row: Model, *, along: Model | None = None) -> bool:
    """Insert *row* like `row.save(force_insert=True)`, but without signals or reading back its key.

    False where an equal row exists already; then nothing is done. *along*: as for an update.
    """
    database = _database()
    sql, fields = _insertion(type(row), database.vendor)
    if not _change(database, sql, _values(row, fields, database), along):
        return False
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return True


def _change(
    database: BaseDatabaseWrapper, sql: str, parameters: list[Any], along: Model | None
) -> int:
    """Return how many rows *sql* changed.

    With *along*, both are done or neither; PostgreSQL needs one statement for it.
    """
    if along is not None and database.vendor != "postgresql":
        with transaction.atomic(savepoint=False):
            changed = _count(database, sql, parameters)
            if changed:
                insert(along)
            return changed
    if along is not None:
        own, fields = _insertion(type(along), database.vendor)
        sql, parameters = _chained(sql, own), [*parameters, *_values(along, fields, database)]
    return _count(database, sql, parameters)


def _rows(database: BaseDatabaseWrapper, sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with database.wrap_database_errors:
        return list(_executed(database, sql, parameters).fetchall())


def _count(database: BaseDatabaseWrapper, sql: str, parameters: list[Any]) -> int:
    with database.wrap_database_errors:
        return int(_executed(database, sql, parameters).rowcount)


def _executed(database: BaseDatabaseWrapper, sql: str, parameters: list[Any]) -> Any:
    """Run *sql* and return the driver's own cursor.

    It does what Django's does, but for a layer that costs an eighth of a lean statement: a usable connection of this
    thread, nothing in a broken transaction, and with its callers errors of Django's kinds. Who watches statements
    sees them.
    """
    if database.queries_logged or database.execute_wrappers:
        watched = database.cursor()
        watched.execute(sql, parameters)
        return watched
    database.close_if_health_check_failed()
    database.ensure_connection()
    database.validate_thread_sharing()
    database.validate_no_broken_transaction()
    cursor: Any = database.create_cursor()
    if isinstance(cursor, sqlite3.Cursor):
        sqlite3.Cursor.execute(cursor, _question_marks(sql), parameters)
    else:
        cursor.execute(sql, parameters)
    return cursor


@lru_cache
def _question_marks(sql: str) -> str:
    """The SQL with SQLite's placeholders. Django replaces them at each call, for a third of the statement's cost."""
    return FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%")


@lru_cache
def _chained(sql: str, insertion: str) -> str:
    """*sql*, and *insertion* for each row that it changed. Source: PostgreSQL, "Data-Modifying Statements in WITH"."""
    into, values = insertion.removesuffix(_UNLESS_THERE).split(" VALUES ")
    return f"WITH changed AS ({sql} RETURNING 1) {into} SELECT {values.strip('()')} FROM changed"  # noqa: S608  # compiled


def _values(
    row: Model, fields: "list[Field[Any, Any]]", database: BaseDatabaseWrapper
) -> list[Any]:
    return [
        field.get_db_prep_save(field.pre_save(row, add=True), connection=database)
        for field in fields
    ]


@cache
def _insertion(model: type[Model], vendor: str) -> tuple[str, "list[Field[Any, Any]]"]:
    """The SQL that inserts one row, and the columns whose values it takes."""
    own = model._meta.local_concrete_fields
    fields = [field for field in own if not (field.primary_key and field.db_returning)]
    query = InsertQuery(model, on_conflict=OnConflict.IGNORE)
    query.insert_values(fields, [model()])
    [(sql, _values)] = query.get_compiler(connection=_database()).as_sql()
    return sql, fields
