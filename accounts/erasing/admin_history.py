"""The administration's history: a user's actions are deleted; actions on the user stay without the name."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Model

from accounts.erasing import text_columns
from accounts.erasing.person_identifiers import Person
from accounts.erasing.personal_data_registry import holding_of, is_declared

# Replaces the name in an entry. It is not translated: people of any language read the history.
ERASED = "–"
_CHUNK = 500


def forget(person: Person) -> int:
    """Remove the name from entries about the user's rows, and from those that mention the user. Returns how many."""
    about = {pk for each in _content_types() for pk in _about(each, person)}
    named = {pk for pk, _columns in text_columns.naming(person, LogEntry.objects.all())}
    return _blank(about | named)


def forget_rows(model: type[Model], keys: Iterable[Any]) -> int:
    """Remove the names from entries about rows of *model* that are deleted. Returns how many."""
    wanted = [str(key) for key in keys]
    kind = ContentType.objects.get_for_model(model)
    rows = LogEntry.objects.filter(content_type=kind, object_id__in=wanted)
    return rows.update(object_repr=ERASED, change_message="")


def _content_types() -> list[ContentType]:
    """The content types that have history entries."""
    kinds = (
        LogEntry.objects.order_by()
        .exclude(content_type=None)
        .values_list("content_type", flat=True)
    )
    return list(ContentType.objects.filter(pk__in=kinds.distinct()))


def _about(kind: ContentType, person: Person) -> Iterable[int]:
    """The keys of entries about rows of one kind that are deleted with *person*."""
    model = kind.model_class()
    if model is None or not is_declared(model):
        return
    entries = LogEntry.objects.filter(content_type=kind).order_by("pk")
    keys = list(entries.values_list("pk", "object_id"))
    theirs = model._default_manager.filter(holding_of(model).theirs(person))
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        wanted = {value for _pk, key in part if (value := _key(model, key)) is not None}
        found = {str(each) for each in theirs.filter(pk__in=wanted).values_list("pk", flat=True)}
        yield from (pk for pk, key in part if str(_key(model, key)) in found)


def _key(model: type[Model], text: str | None) -> Any:
    try:
        return model._meta.pk.to_python(text)
    except (TypeError, ValueError, ValidationError):
        return None


def _blank(keys: Iterable[int]) -> int:
    wanted, count = list(keys), 0
    for start in range(0, len(wanted), _CHUNK):
        rows = LogEntry.objects.filter(pk__in=wanted[start : start + _CHUNK])
        count += rows.update(object_repr=ERASED, change_message="")
    return count
