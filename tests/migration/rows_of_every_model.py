"""Writes and reads a row of every kind by what Django knows of the models: runs inside any release's code.

`python rows_of_every_model.py write` stores a row of each model, `read` loads and saves every row; both print how many
there are of each. Imports nothing of Lodge but its settings.
"""

import datetime
import json
import sys
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import django
from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

# Tables of Django that hold no rows of their own, or are filled by migrations.
LEFT_OUT = {"contenttypes.ContentType", "auth.Permission"}
# What may be empty, and is not in a row that its constraints let in.
ALSO = {"issues.Inspection.report"}
# By the type of a field, the special ones first: its value in the row of that number.
VALUES: dict[type, Callable[[int], Any]] = {
    models.UUIDField: lambda _: uuid.uuid4(),
    models.DateTimeField: lambda _: timezone.now(),
    models.DateField: lambda _: datetime.date(2026, 1, 2),
    models.BooleanField: lambda _: False,
    models.JSONField: lambda _: {},
    models.BinaryField: lambda _: b"sealed",
    models.FloatField: float,
    models.IntegerField: int,
    models.EmailField: lambda _: f"{uuid.uuid4().hex}@lodge.test",
}


def kinds() -> Iterator[type[models.Model]]:
    """Every concrete model that Lodge's own database has, tables between two of them included."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT:
            yield model


class Writer:
    """Makes rows: each field gets its default, or a value of its type; a relation gets a row of its own."""

    def __init__(self) -> None:
        self._number = 0

    def row(self, model: type[models.Model]) -> models.Model:
        """A stored row of *model*."""
        self._number += 1
        given = {
            field.name: self._value(field)
            for field in model._meta.concrete_fields
            if self._is_wanted(field)
        }
        return model._base_manager.create(**given)

    @staticmethod
    def _is_wanted(field: "models.Field[Any, Any]") -> bool:
        if isinstance(field, models.AutoField | models.BigAutoField):
            return False
        if field.null:
            return f"{field.model._meta.label}.{field.name}" in ALSO
        return field.unique or not (field.has_default() or field.blank)

    def _value(self, field: "models.Field[Any, Any]") -> Any:
        if isinstance(field, models.ForeignKey):
            related = field.related_model
            if related._meta.label in LEFT_OUT:
                return related._base_manager.first()
            return self.row(related)
        if field.choices:
            return field.choices[0][0]
        for kind, make in VALUES.items():
            if isinstance(field, kind):
                return make(self._number)
        return uuid.uuid4().hex[: field.max_length or None]


def write() -> None:
    """A row of each kind, in one transaction."""
    writer = Writer()
    with transaction.atomic():
        for model in kinds():
            writer.row(model)


def read() -> None:
    """Every row of every kind, loaded by this code and stored again."""
    for model in kinds():
        for row in model._base_manager.all():
            str(row)
            row.save(force_update=True)


def counts() -> dict[str, int]:
    """How many rows there are of each kind."""
    return {model._meta.label: model._base_manager.count() for model in kinds()}


if __name__ == "__main__":
    django.setup()
    {"write": write, "read": read}[sys.argv[1]]()
    print(json.dumps(counts()))
