"""Creating issues: what is certain, what is not, and what each refusal is called."""

import uuid
from typing import Any

import pytest

from integrations import jira
from tests.integration.integrations.conftest import Seat

pytestmark = pytest.mark.django_db

CREATE = {"method": "POST", "path": "/issue$"}


def create(
    seat: Seat, *, marker_in: str = "properties", marker: str = "a-mark", **fields: Any
) -> jira.CreatedIssue:
    return jira.create_issue(
        *seat.at, fields=seat.body(**fields), marker=marker, marker_in=marker_in
    )


def test_an_issue_is_created_in_one_call_and_carries_its_mark(alices: Seat) -> None:
    fields = alices.body()
    before = len(alices.sandbox.calls())

    made = jira.create_issue(*alices.at, fields=fields, marker="a-mark", marker_in="properties")

    (issue,) = alices.created()
    assert (issue["id"], issue["key"]) == (made.id, made.key)
    assert issue["properties"] == {"lodge.submission": {"id": "a-mark"}}
    assert issue["creator"] == alices.account_id
    assert len(alices.sandbox.calls()) == before + 1


def test_a_label_can_be_the_mark(alices: Seat) -> None:
    create(alices, marker_in="label", labels=["voucher"])

    (issue,) = alices.created()
    assert sorted(issue["labels"]) == ["lodge-a-mark", "voucher"]
    assert issue["properties"] == {}


@pytest.mark.parametrize("typed", [True, False])
def test_a_last_line_can_be_the_mark(alices: Seat, typed: bool) -> None:
    line = {"type": "paragraph", "content": [{"type": "text", "text": "It broke."}]}
    description: dict[str, Any] = (
        {"description": {"type": "doc", "version": 1, "content": [line]}} if typed else {}
    )

    made = create(alices, marker_in="text", **description)

    document = jira.get_issue(*alices.at, made.key, fields=("description",)).fields["description"]
    texts = [paragraph["content"][0]["text"] for paragraph in document["content"]]
    assert texts == (["It broke.", "lodge-a-mark"] if typed else ["lodge-a-mark"])


def test_a_refused_mark_is_told_apart_from_a_refused_report(alices: Seat) -> None:
    alices.sandbox.config(properties_refused=True)

    with pytest.raises(jira.MarkerRefused):
        create(alices)
    create(alices, marker_in="label")

    assert len(alices.created()) == 1


def test_a_mark_on_a_field_that_the_form_lacks_is_a_refused_mark(alices: Seat) -> None:
    alices.sandbox.fault(
        "status", status=400, body={"errorMessages": [], "errors": {"labels": "nein"}}, **CREATE
    )

    with pytest.raises(jira.MarkerRefused):
        create(alices, marker_in="label")


def test_the_users_own_labels_are_rejected_as_theirs(alices: Seat) -> None:
    with pytest.raises(jira.Rejected) as caught:
        create(alices, marker_in="label", labels=["two words"])

    assert not isinstance(caught.value, jira.MarkerRefused)
    assert caught.value.field_errors.keys() == {"labels"}


@pytest.mark.wrong_on_purpose
def test_field_errors_come_by_field_in_whatever_language(alices: Seat) -> None:
    with pytest.raises(jira.Rejected) as caught:
        create(alices, summary="x" * 300, duedate="soon", environment="plain text")

    assert caught.value.field_errors.keys() == {"summary", "duedate", "environment"}
    assert all(caught.value.field_errors.values())
    assert alices.created() == []


def test_errors_of_the_whole_form_come_as_messages(alices: Seat) -> None:
    archive = alices.sandbox.site("archive-2019")
    fields = {
        "summary": "No",
        "project": {"id": archive["projects"][0]["id"]},
        "issuetype": {"id": "10002"},
    }

    with pytest.raises(jira.Rejected) as caught:
        jira.create_issue(
            alices.account_id,
            archive["cloud_id"],
            fields=fields,
            marker="m",
            marker_in="properties",
        )

    assert caught.value.field_errors == {}
    assert len(caught.value.messages) == 1


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("drop_after_commit", {}),
        ("truncate", {}),
        ("malformed", {}),
        ("html", {"status": 200}),
        ("html", {"status": 502}),
        ("status", {"status": 500}),
        ("status", {"status": 503, "headers": {"Retry-After": "1"}}),
        ("status", {"status": 504}),
        ("status", {"status": 408}),
        ("status", {"status": 200, "body": {"id": "10000"}}),
        ("status", {"status": 201, "body": {"id": "10000", "key": "<script>"}}),
        ("status", {"status": 201, "body": ["no", "object"]}),
        ("redirect", {"location": "https://elsewhere.example/"}),
    ],
)
def test_whatever_leaves_a_doubt_is_unknown_and_never_repeated(
    alices: Seat, kind: str, options: dict[str, Any]
) -> None:
    fields = alices.body()
    alices.sandbox.fault(kind, **options, **CREATE)

    with pytest.raises(jira.OutcomeUnknown):
        jira.create_issue(*alices.at, fields=fields, marker="a-mark", marker_in="properties")

    assert len(alices.sandbox.calls(method="POST", path="/issue$")) == 1


def test_an_answer_that_drips_past_the_deadline_is_unknown(alices: Seat) -> None:
    fields = alices.body()
    alices.sandbox.fault("drip", seconds_per_byte=0.5, **CREATE)

    with pytest.raises(jira.OutcomeUnknown):
        jira.create_issue(
            *alices.at, fields=fields, marker="a-mark", marker_in="properties", deadline=1.0
        )


def test_a_server_that_is_not_there_has_certainly_done_nothing(alices: Seat, settings: Any) -> None:
    fields = alices.body()
    settings.ATLASSIAN_API_URL = "http://127.0.0.1:9"

    with pytest.raises(jira.Unavailable):
        jira.create_issue(*alices.at, fields=fields, marker="a-mark", marker_in="properties")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, jira.Rejected),
        (402, jira.Denied),
        (403, jira.Denied),
        (404, jira.Denied),
        (405, jira.Rejected),
        (409, jira.Unavailable),
        (413, jira.Rejected),
        (415, jira.Rejected),
        (422, jira.Rejected),
        (423, jira.Unavailable),
    ],
)
@pytest.mark.parametrize("body", [{"errorMessages": ["Nein."], "errors": {}}, None])
def test_any_other_4xx_says_that_nothing_was_created(
    alices: Seat, status: int, error: type[jira.IntegrationError], body: Any
) -> None:
    fields = alices.body()
    kind = "status" if body else "html"
    if not body and status != 413:  # a page is no word of Jira's, whatever its status
        error = jira.Unavailable
    alices.sandbox.fault(kind, status=status, **({"body": body} if body else {}), **CREATE)

    with pytest.raises(error) as caught:
        jira.create_issue(*alices.at, fields=fields, marker="a-mark", marker_in="properties")

    if isinstance(caught.value, jira.Rejected | jira.Denied):
        assert caught.value.messages == (("Nein.",) if body else ())


def test_a_mark_is_never_put_into_the_callers_own_fields(alices: Seat) -> None:
    fields = alices.body(labels=["voucher"])

    jira.create_issue(*alices.at, fields=fields, marker=str(uuid.uuid4()), marker_in="label")

    assert fields["labels"] == ["voucher"]


@pytest.mark.parametrize("typed", ["scope does not match", "is not installed on this instance"])
def test_what_somebody_typed_is_never_taken_for_the_gateways_words(
    alices: Seat, typed: str
) -> None:
    """Jira quotes the value that it refuses."""
    alices.sandbox.fault(
        "status", **CREATE, status=400, body={"errors": {"labels": f"“{typed}” is no label"}}
    )

    with pytest.raises(jira.Rejected) as refused:
        create(alices)

    assert typed in refused.value.field_errors["labels"]
