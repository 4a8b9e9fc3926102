"""Every table says what it holds of people: who adds one is asked here."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models

from accounts.erasing.personal_data_registry import OTHER_TABLES, Holding, holding_of, is_declared
from accounts.erasing.text_columns import columns
from accounts.models import User

MODELS = [each for each in apps.get_models(include_auto_created=True) if not each._meta.proxy]


def keys_to_people(model: type[models.Model]) -> Iterator[models.ForeignKey]:  # type: ignore[type-arg]
    """Its foreign keys to a user."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.related_model is User:
            yield field


def problems(model: type[models.Model]) -> Iterator[str]:
    """What is not said, or is not so."""
    if not is_declared(model):
        yield "is not declared: say in the erasing module of its application what becomes of its rows"
        return
    holding = holding_of(model)
    for field in keys_to_people(model):
        wanted = {True: models.CASCADE, False: models.SET_NULL}.get(field.name in holding.goes)
        if field.name not in (*holding.goes, *holding.emptied):
            yield f"{field.name} leads to a person: name it in `goes` or in `emptied`"
        elif field.remote_field.on_delete is not wanted:
            yield f"{field.name} does not do what is declared when its person is deleted"
    for name in holding.via:
        if model._meta.get_field(name).remote_field.on_delete is not models.CASCADE:  # type: ignore[union-attr]
            yield f"{name} does not take its row along"
    yield from _texts(model, holding)


def _texts(model: type[models.Model], holding: Holding) -> Iterator[str]:
    """A table that outlives people says of each column of text whether it may name one."""
    there, said = set(columns(model)), {*holding.words, *holding.nobody}
    if said - there:
        yield f"{sorted(said - there)} are no columns of text"
    if not (holding.goes or holding.via or holding.forget or holding.also):
        for name in sorted(there - said):
            yield f"{name} is text, and its rows stay: name it in `words` or in `nobody`"


@pytest.mark.parametrize("model", MODELS, ids=lambda each: each._meta.label)
def test_every_table_declares_its_personal_data(model: type[models.Model]) -> None:
    assert list(problems(model)) == []


@pytest.mark.database
@pytest.mark.django_db
def test_every_database_table_has_a_declaration() -> None:
    known = {each._meta.db_table for each in MODELS} | OTHER_TABLES.keys()
    assert set(connection.introspection.table_names()) <= known


class _Stranger(models.Model):
    """As somebody might add it, declared or not."""

    who = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    account_id = models.CharField(max_length=10)

    class Meta:
        app_label = "strangers"
        managed = False

    def __str__(self) -> str:
        return self.account_id


def test_a_new_table_with_a_person_in_it_is_found() -> None:
    assert [each.partition(":")[0] for each in problems(_Stranger)] == ["is not declared"]


@pytest.mark.parametrize(
    ("holding", "found"),
    [
        (Holding(_Stranger), ["who leads to a person", "account_id is text, and its rows stay"]),
        (
            Holding(_Stranger, emptied=("who",)),
            ["who does not do what is declared", "account_id is text"],
        ),
        (Holding(_Stranger, goes=("who",)), []),
    ],
)
def test_a_new_table_that_is_half_declared_is_found(
    holding: Holding, found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.erasing.personal_data_registry._declared", {_Stranger: holding})
    told = list(problems(_Stranger))
    assert len(told) == len(found)
    assert all(text.startswith(start) for text, start in zip(told, found, strict=True))
