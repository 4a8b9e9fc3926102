"""Text columns, and the search for rows in which one names a user."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import (
    BinaryField,
    CharField,
    FileField,
    GenericIPAddressField,
    JSONField,
    Model,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.functions import Cast

from accounts.erasing.person_identifiers import Person

_TEXT = (BinaryField, CharField, FileField, GenericIPAddressField, JSONField, TextField)


def columns(model: type[Model]) -> list[str]:
    """The columns that can hold text or names: no choices, numbers or keys."""
    fields = [
        each for each in model._meta.concrete_fields if isinstance(each, _TEXT) and not each.choices
    ]
    return [each.name for each in fields]


def naming(
    person: Person, rows: QuerySet[Any], names: Sequence[str] | None = None
) -> Iterator[tuple[Any, list[str]]]:
    """The *rows* that name *person* in one of the text columns *names*: key, and those columns.

    The database finds candidates by substring. Whether one is a whole word is checked here.
    """
    wanted = columns(rows.model) if names is None else list(names)
    if not wanted or not person.identifiers:
        return
    as_text = {f"text_of_{name}": Cast(name, TextField()) for name in wanted}
    held = Q()
    for column in as_text:
        for text in _spellings(person):
            held |= Q(**{f"{column}__icontains": text})
    found = rows.annotate(**as_text).filter(held).order_by().values_list("pk", *as_text)
    for pk, *texts in found.iterator():
        here = [name for name, text in zip(wanted, texts, strict=True) if _names(person, text)]
        if here:
            yield pk, here


def _spellings(person: Person) -> set[str]:
    """The names as such and as JSON escapes them, in three cases where the database folds only ASCII."""
    cased = {
        form
        for each in person.identifiers
        for form in (each, each.lower(), each.upper(), each.title())
    }
    return cased | {json.dumps(each)[1:-1] for each in cased}


def _names(person: Person, text: object) -> bool:
    if isinstance(text, (bytes, memoryview)):
        text = bytes(text).decode("utf-8", "replace")
    if not isinstance(text, str):
        return False
    return person.is_named_in(text) or person.is_named_in(_unescaped(text))


def _unescaped(text: str) -> str:
    """Undo the escapes of JSON."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text
