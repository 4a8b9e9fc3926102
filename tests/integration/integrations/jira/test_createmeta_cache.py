"""How many calls a form costs, cold and warm, and how it is read anew once Jira's own has changed."""

from typing import Any

import pytest

from integrations import jira
from integrations.jira import projects
from tests.integration.integrations.conftest import Seat

pytestmark = pytest.mark.django_db

TYPES, FIELDS = r"/createmeta/\d+/issuetypes$", r"/createmeta/\d+/issuetypes/\d+$"


def add_fields(where: Seat, count: int, **facts: Any) -> None:
    """Put text fields on DEMO's form for bugs, as its admin would."""
    field = {
        "cloud_id": where.cloud_id,
        "project": "DEMO",
        "issue_type": "Bug",
        "kind": "textfield",
        **facts,
    }
    fields = [{**field, "name": f"Field {number}"} for number in range(count)]
    where.sandbox.control("POST", "/seed", {"fields": fields})


def reads(where: Seat) -> tuple[int, int]:
    """How often Jira was asked for types, and for fields."""
    return len(where.sandbox.calls(path=TYPES)), len(where.sandbox.calls(path=FIELDS))


def form(where: Seat, **how: Any) -> tuple[jira.FieldMeta, ...]:
    return jira.create_fields(*where.at, where.projects["DEMO"], where.type_id(), **how)


@pytest.mark.parametrize(("added", "calls"), [(0, 1), (160, 1), (190, 2), (700, 4)])
def test_a_cold_form_costs_its_types_and_a_call_for_200_fields_and_a_warm_one_nothing(
    alices: Seat, added: int, calls: int
) -> None:
    if added:
        add_fields(alices, added)

    cold = form(alices)

    assert reads(alices) == (1, calls)
    before = len(alices.sandbox.calls())
    assert form(alices) == cold
    assert len(alices.sandbox.calls()) == before
    assert len({meta.field_id for meta in cold}) == len(cold) >= added


def test_a_form_that_was_forgotten_is_read_anew_with_its_types(alices: Seat) -> None:
    before = form(alices)
    add_fields(alices, 1)
    assert form(alices) == before, "nobody told"

    jira.forget_fields(*alices.at, alices.projects["DEMO"], alices.type_id())

    assert len(form(alices)) == len(before) + 1
    assert reads(alices) == (2, 2)


def test_what_is_forgotten_is_of_one_account_and_one_type(alices: Seat, bobs: Seat) -> None:
    bug, task = alices.type_id(), alices.type_id(name="Task")
    for seat, kind in ((alices, bug), (alices, task), (bobs, bug)):
        jira.create_fields(*seat.at, seat.projects["DEMO"], kind)

    jira.forget_fields(*alices.at, alices.projects["DEMO"], bug)
    jira.create_fields(*alices.at, alices.projects["DEMO"], task)
    jira.create_fields(*bobs.at, bobs.projects["DEMO"], bug)

    assert reads(alices)[1] == 3


def test_forgetting_what_was_never_read_is_no_trouble(alices: Seat) -> None:
    jira.forget_fields(*alices.at, "10000", "1")

    assert alices.sandbox.calls(path="/createmeta/") == []


def test_fields_and_types_are_read_afresh_on_demand(alices: Seat) -> None:
    before = form(alices)
    add_fields(alices, 1)

    assert len(form(alices, fresh=True)) == len(before) + 1
    assert jira.issue_types(*alices.at, alices.projects["DEMO"], fresh=True)
    assert reads(alices) == (2, 2)
    assert len(form(alices)) == len(before) + 1, "what was read afresh is what is kept"


def test_a_field_that_went_off_the_form_is_refused_by_its_key_whatever_the_language(
    bobs: Seat,
) -> None:
    """The text is in the user's language; the key in `errors` is the field's id."""
    add_fields(bobs, 1)
    field = next(meta for meta in form(bobs) if meta.name == "Field 0")
    off = {
        "cloud_id": bobs.cloud_id,
        "project": "DEMO",
        "issue_type": "Bug",
        "field_id": field.field_id,
    }
    bobs.sandbox.control("POST", "/seed", {"fields": [{**off, "remove": True}]})

    with pytest.raises(jira.Rejected) as caught:
        bobs.file(**{field.field_id: "typed with care"})

    assert caught.value.field_errors.keys() == {field.field_id}
    jira.forget_fields(*bobs.at, bobs.projects["DEMO"], bobs.type_id())
    assert field.field_id not in {meta.field_id for meta in form(bobs)}


@pytest.mark.parametrize("by", ["DEMO", "demo", "the id"])
def test_a_form_names_its_project_which_costs_no_call_of_its_own(alices: Seat, by: str) -> None:
    project_id = alices.projects["DEMO"]
    key_or_id = project_id if by == "the id" else by
    type_id = alices.type_id()
    before = alices.sandbox.calls()[-1]["n"]

    found = jira.project_with_form(*alices.at, key_or_id, type_id)

    assert found == jira.Project(project_id, "DEMO", "Demo", kind="software")
    assert jira.create_fields(*alices.at, project_id, type_id)
    assert len(alices.sandbox.calls(after=before)) == 1


def test_a_form_that_is_not_to_be_had_leaves_the_project_to_be_asked_for(alices: Seat) -> None:
    assert jira.project_with_form(*alices.at, "DEMO", "1").name == "Demo"
    assert jira.project_with_form(*alices.at, "DEMO", "no such type").name == "Demo"
    with pytest.raises(jira.Denied):
        jira.project_with_form(*alices.at, "NONE", alices.type_id())


OWN = {"id": "1", "key": "DEMO", "name": "Demo"}
OTHER = {"id": "2", "key": "SHOP", "name": "Shop"}


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ((OWN,), "Demo"),
        ((OTHER, OWN), "Demo"),
        ((OTHER,), "Shop"),  # it was renamed, and the address has its old key
        ((OTHER, {**OTHER, "id": "3"}), None),
        (({"key": "DEMO"},), None),
        ((), None),
        (None, None),
    ],
)
def test_the_project_is_the_one_that_the_form_names(
    named: tuple[dict[str, Any], ...] | None, found: str | None
) -> None:
    schema = jira.Schema("project", system="project")
    meta = jira.FieldMeta("project", "Projekt", True, schema, allowed_values=named)

    project = projects.of_form((meta,), "demo")

    assert (project and project.name) == found
    assert projects.of_form((), "demo") is None
