"""What a picker offers while somebody types: theirs alone, and never a broken page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from integrations.models import Connection
from tests.integration.issues.filing.conftest import Desk
from tests.support.sandbox import Sandbox

SEARCH = r"/user/(assignable/)?search"


def address(desk: Desk, field_id: str = "assignee", project: str = "DEMO") -> str:
    """Where the suggestions of one field of the form for a bug are."""
    kind = desk.form_url().rstrip("/").rpartition("/")[2]
    return f"/report/{desk.site['cloud_id']}/{project}/{kind}/suggest/{field_id}/"


def told(answer: Any) -> str:
    """What is announced."""
    [said] = re.findall(r'<p class="said">(.*?)</p>', answer.content.decode(), re.DOTALL)
    return str(said)


def offered(answer: Any) -> list[str]:
    """The labels of the options."""
    return re.findall(r'data-label="(.*?)"', answer.content.decode())


def test_people_are_found_by_a_part_of_their_name(desk: Desk) -> None:
    answer = desk.client.get(address(desk), {"q": "bo"})
    assert answer.status_code == 200
    assert offered(answer) == ["Bob"]
    assert told(answer) == "1 result"
    html = answer.content.decode()
    assert f'data-post="{desk.sandbox.account("Bob")["account_id"]}|Bob"' in html
    assert "<mark>Bo</mark>b" in html
    assert 'class="avatar"' in html
    assert answer.headers["Cache-Control"] == "private, max-age=60"


def test_the_same_question_within_a_minute_asks_jira_once(desk: Desk) -> None:
    url = address(desk)
    for _ in range(3):
        assert offered(desk.client.get(url, {"q": "car"})) == ["Carol"]
    assert len(desk.sandbox.calls("GET", SEARCH)) == 1


def test_nothing_typed_offers_the_first_that_there_are(desk: Desk) -> None:
    assert "Alice" in offered(desk.client.get(address(desk)))


def test_nobody_found_is_said(desk: Desk) -> None:
    answer = desk.client.get(address(desk), {"q": "<b>zoe"})
    assert offered(answer) == []
    assert told(answer) == "Nothing found for “&lt;b&gt;zoe”."


def test_a_mention_comes_with_its_markdown(desk: Desk) -> None:
    answer = desk.client.get(address(desk, "mention"), {"q": "bob"})
    account_id = desk.sandbox.account("Bob")["account_id"]
    assert f'data-markdown="[@Bob](accountid:{account_id})"' in answer.content.decode()


@pytest.mark.parametrize("field_id", ["summary", "customfield_99999", "nonsense"])
def test_a_field_without_suggestions_is_not_there(desk: Desk, field_id: str) -> None:
    assert desk.client.get(address(desk, field_id)).status_code == 404


def test_places_of_others_are_not_there(desk: Desk) -> None:
    before = len(desk.sandbox.calls("GET", SEARCH))
    elsewhere = address(desk).replace(desk.site["cloud_id"], "11111111-1111-1111-1111-111111111111")
    assert desk.client.get(elsewhere, {"q": "bob"}).status_code == 404
    assert desk.client.get(address(desk, project="NOPE"), {"q": "bob"}).status_code == 404
    assert len(desk.sandbox.calls("GET", SEARCH)) == before


def test_somebody_without_a_link_is_told_so_and_sees_nothing(
    desk: Desk, carol: User, sign_in: Callable[[User], Client]
) -> None:
    url = address(desk)
    answer = sign_in(carol).get(url, {"q": "bob"})
    assert (answer.status_code, offered(answer)) == (200, [])
    assert "link again" in told(answer)


def test_who_is_signed_out_is_told_that_nothing_is_lost(desk: Desk, stranger: Client) -> None:
    answer = stranger.get(address(desk), {"q": "bob"})
    assert answer.status_code == 401
    assert offered(answer) == []
    assert "What you typed is still here" in told(answer)


def test_a_dead_link_is_told_in_the_list(desk: Desk) -> None:
    url = address(desk)
    Connection.objects.update(state="reconnect", state_reason="refused")
    answer = desk.client.get(url, {"q": "bob"})
    assert (answer.status_code, offered(answer)) == (200, [])
    assert "Your link to Jira has ended" in told(answer)
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"kind": "status", "status": 503}, "Jira does not answer. Type again to retry."),
        (
            {"kind": "status", "status": 403, "body": {"errorMessages": []}},
            "Jira does not let you search here.",
        ),
        ({"kind": "html", "status": 403}, "Jira does not answer. Type again to retry."),
        ({"kind": "rate_limit"}, "Jira asks Lodge to wait. Type again in a moment."),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_jira_in_trouble_is_told_in_the_list(desk: Desk, fault: dict[str, Any], said: str) -> None:
    url = address(desk)
    desk.sandbox.fault(method="GET", path=SEARCH, **fault)
    answer = desk.client.get(url, {"q": "bob"})
    assert (answer.status_code, told(answer), offered(answer)) == (200, said, [])


def test_nothing_is_written_by_asking(desk: Desk) -> None:
    assert desk.client.post(address(desk), {"q": "bob"}).status_code == 405


def test_the_preview_is_what_jira_gets(
    sandbox: Sandbox, alice: User, sign_in: Callable[[User], Client]
) -> None:
    answer = sign_in(alice).post(
        "/preview/", {"text": "### Seen\n\n**12.40** <script>", "field": "description"}
    )
    html = answer.content.decode()
    assert "<strong>12.40</strong>" in html
    assert "&lt;script&gt;" in html
    assert "<h3>Seen</h3>" in html


@pytest.mark.parametrize(("length", "told"), [(30, False), (20_000, True)])
def test_the_preview_counts_only_what_comes_near_to_the_limit(
    alice: User, sign_in: Callable[[User], Client], length: int, told: bool
) -> None:
    """Jira counts its own document: of a short text the number would be six times what was typed."""
    html = sign_in(alice).post("/preview/", {"text": "x" * length}).content.decode()
    assert ("of 32,767 characters in Jira" in html) == ("<meter" in html) == told


def test_the_preview_of_nothing_and_of_far_too_much(
    alice: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(alice)
    assert "Nothing is written yet." in client.post("/preview/", {"text": " \n"}).content.decode()
    assert (
        "too many. The end of it will go into a file."
        in client.post("/preview/", {"text": "x" * 40_000}).content.decode()
    )


def test_only_the_signed_in_are_shown_a_preview(stranger: Client) -> None:
    answer = stranger.post("/preview/", {"text": "x"})
    assert answer.status_code == 401
    assert "You are signed out" in answer.content.decode()
    assert stranger.get("/preview/").status_code == 405


def test_who_searches_very_often_is_told_when_to_go_on_and_keeps_what_was_typed(
    desk: Desk, settings: Any
) -> None:
    settings.SEARCHES_PER_HOUR = 3
    for number in range(40):
        answer = desk.client.get(address(desk), {"q": f"b{number}"})
        assert answer.status_code == 200
    assert re.fullmatch(
        r"You searched very often in a short time\. What you typed is kept; search again at \d\d:\d\d\.",
        told(answer),
    )
    assert "Cache-Control" not in answer.headers or "max-age" not in answer.headers["Cache-Control"]
    assert len(desk.sandbox.calls("GET", SEARCH)) == 3
    page, form = desk.open_form()
    page = desk.send(
        page, form, "find=assignee", **{"summary": "It broke", "assignee-search": "car"}
    )
    assert (
        "You searched very often in a short time. What you typed is kept. Press Find again"
        in page.text
    )
    kept = page.form_with("summary").values()
    assert (kept["summary"], kept["assignee-search"]) == (["It broke"], ["car"])
    assert desk.client.get("/report/find/", {"q": "zz"}).status_code == 200


def test_a_report_is_filed_however_often_its_writer_searched(desk: Desk, settings: Any) -> None:
    settings.SEARCHES_PER_HOUR = 1
    for number in range(3):
        desk.client.get(address(desk), {"q": f"b{number}"})
    desk.file("It broke")
    assert len(desk.filed()) == 1
