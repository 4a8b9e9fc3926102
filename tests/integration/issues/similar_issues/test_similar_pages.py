"""Similar reports beside the form: found, opened, watched, and added to. Whatever happens, what was typed stays."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from integrations import limits
from integrations.models import Connection, ConnectionState, Pause
from issues.forms import drafts
from issues.forms.drafts import Edit
from issues.models import Comment, State, Submission
from issues.outbox.outcomes import Reason
from tests.integration.issues.filing.conftest import report
from tests.integration.issues.similar_issues.conftest import COMMENT, Table, pass_time, sweep

pytestmark = pytest.mark.django_db

SEARCH = "/search/jql$"


def look_at(table: Table, summary: str) -> Any:
    """The part below the summary, as htmx gets it."""
    return table.client.get(
        f"{table.form_url()}similar/", {"summary": summary}, headers={"HX-Request": "true"}
    )


def leave(table: Table, **values: str) -> Any:
    """Fill in the form and leave it by one of the buttons of that part."""
    page, form = table.open_form()
    sent = {
        **form.values(),
        "summary": "Checkout crashes on a voucher",
        "description": "It **broke**.",
        **values,
    }
    return table.post(f"{page.url}similar/", sent)


def test_open_ones_come_first_each_with_a_link_a_comment_and_a_watch(table: Table) -> None:
    closed = table.issue("Checkout crashes on every voucher", "Done")
    alike = table.issue("Checkout <b>crashes</b> & burns on a voucher")
    table.issue("Colours are ugly")
    html = look_at(table, "Checkout crashes on a voucher").content.decode()
    assert html.index(alike) < html.index(closed)
    assert "2 similar reports" in html
    assert "&lt;b&gt;crashes&lt;/b&gt; &amp; burns" in html
    assert f'href="{table.site["url"]}/browse/{alike}"' in html
    assert f'name="comment-on"\n                  value="{alike}"' in html
    assert "Colours" not in html


@pytest.mark.parametrize(
    "summary", ["", "  ", "a b", '" OR project = SHOP OR summary ~ "', "\x00🦌" * 300]
)
def test_whatever_is_typed_nothing_breaks(table: Table, summary: str) -> None:
    answer = look_at(table, summary)
    assert answer.status_code == 200
    said = "No similar reports found" if "project" in summary else "once the summary says something"
    assert said in answer.content.decode()


def test_the_same_words_are_not_looked_for_again_within_a_minute(table: Table) -> None:
    table.issue()
    first = look_at(table, "Checkout refuses vouchers")
    before = len(table.sandbox.calls("GET", SEARCH))
    again = look_at(table, "  Checkout refuses   vouchers ")
    assert again.content == first.content
    assert len(table.sandbox.calls("GET", SEARCH)) == before > 0
    assert "max-age=60" in first.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("status", {"status": 500}),
        ("status", {"status": 403}),
        ("status", {"status": 429}),
        ("drop_before", {}),
    ],
)
def test_when_jira_does_not_tell_nothing_is_in_the_way(
    table: Table, kind: str, options: dict[str, Any]
) -> None:
    table.issue()
    url = table.form_url()
    table.sandbox.fault(kind, method="GET", path=SEARCH, times=9, **options)
    answer = table.client.get(f"{url}similar/", {"summary": "Checkout refuses the voucher"})
    assert answer.status_code == 200
    assert "DEMO-" not in answer.content.decode()
    assert "Jira did not say whether there are any." in answer.text
    assert "Nothing alike was found" not in answer.text
    assert "max-age" not in answer.headers.get("Cache-Control", "")
    table.sandbox.control("DELETE", "/faults")
    limits.forget()
    Pause.objects.all().delete()
    assert (
        "DEMO-"
        in table.client.get(f"{url}similar/", {"summary": "Checkout refuses the voucher"}).text
    )


def test_a_dead_link_finds_nothing(table: Table) -> None:
    url = table.form_url()
    Connection.objects.update(state=ConnectionState.RECONNECT)
    answer = table.client.get(f"{url}similar/", {"summary": "Checkout refuses the voucher"})
    assert (answer.status_code, answer.content) == (200, b"")


def test_strangers_and_the_signed_out_see_nothing(
    table: Table,
    stranger: Client,
    carol: User,
    link: Callable[..., Connection],
    sign_in: Callable[[User], Client],
) -> None:
    draft, key = table.draft(), table.issue()
    row = table.queued(key)
    look, page, new, told, answered = (
        f"{table.form_url()}similar/",
        reverse("draft-similar", args=[draft.pk]),
        reverse("comment-new", args=[draft.pk, key]),
        reverse("comment", args=[row.pk]),
        reverse("comment-answer", args=[row.pk]),
    )
    assert stranger.get(look, {"summary": "voucher"}).status_code == 401
    for url in (page, new, told, answered):
        assert stranger.get(url).headers["Location"].startswith("/account/sign-in/")
    carols = sign_in(carol)
    for url in (page, new, told):
        assert carols.get(url).status_code == 404
    assert carols.post(answered, {"answer": "withdraw"}).status_code == 404
    link(carol, "bob")
    elsewhere = table.sandbox.site("web-shop")["cloud_id"]
    looked = carols.get(look.replace(table.cloud_id, elsewhere), {"summary": "voucher"})
    assert looked.status_code == 404
    assert carols.post(reverse("issue-watch", args=[elsewhere, key])).status_code == 404
    row.refresh_from_db()
    assert row.state == State.QUEUED


def test_without_javascript_the_button_shows_them_on_a_page_and_leads_back(table: Table) -> None:
    key = table.issue()
    page = leave(table, similar="look")
    assert "1 similar report" in page.text
    assert key in page.text
    draft = report()
    assert (draft.state, draft.values["description"]) == (State.DRAFT, ["It **broke**."])
    assert "similar" not in draft.values
    back = table.get(page.link_to("Back to what you wrote"))
    assert back.form_with("summary").values()["summary"] == ["Checkout crashes on a voucher"]
    assert Submission.objects.count() == 1


def test_what_was_typed_becomes_a_comment_and_the_draft_stays_until_its_writer_says(
    table: Table,
) -> None:
    key = table.issue("Checkout refuses the voucher")
    confirm = leave(table, **{"comment-on": key})
    assert "Checkout refuses the voucher" in confirm.text
    assert "<strong>Checkout crashes on a voucher</strong>" in confirm.html
    assert "It <strong>broke</strong>." in confirm.html
    assert table.comments(key) == []
    told = table.send(confirm, confirm.form_with("issue-summary"))
    assert f"Your comment is on {key}." in told.text
    assert told.link_to(f"Open {key} in Jira") == f"{table.site['url']}/browse/{key}"
    (found,) = table.comments(key)
    words = [node["text"] for block in found["body"]["content"] for node in block["content"]]
    assert words == ["Checkout crashes on a voucher", "It ", "broke", "."]
    assert report().state == State.DRAFT
    assert table.creates() == []
    gone = table.send(told, next(form for form in told.forms if "discard" in form.action))
    assert gone.status == 200
    assert report().state == State.WITHDRAWN


def write_in_another_tab(table: Table, draft: Submission, description: str) -> None:
    """A tab that saw all of *draft* goes on writing, and saves."""
    edit = Edit(draft.pk, {**draft.values, "description": [description]}, draft.version, "another")
    assert not drafts.save(table.user, edit, {}).forked


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_what_was_shown_is_added_whatever_another_tab_saved_meanwhile(
    table: Table, script: bool
) -> None:
    key = table.issue()
    if script:
        confirm = leave(table, **{"comment-on": key})
    else:
        found = leave(table, similar="look")
        confirm = table.get(found.link_to("Add as a comment"))
    write_in_another_tab(table, report(), "Not for Jira yet.")
    table.send(confirm, confirm.form_with("issue-summary"))
    (found,) = table.comments(key)
    assert "Not for Jira yet." not in str(found["body"])
    assert "broke" in str(found["body"])
    assert report().values["description"] == ["Not for Jira yet."]


def test_a_button_pressed_in_a_tab_that_is_behind_shows_that_tabs_words(table: Table) -> None:
    key, (page, form) = table.issue(), table.open_form()
    first = {**form.values(), "summary": "Checkout crashes", "description": "Here **too**."}
    table.post(form.action, {**first, "autosave": "1"})
    write_in_another_tab(table, report(), "Not for Jira yet.")
    other = {**first, "tab": "a third", "comment-on": key, "description": "Only this."}
    confirm = table.post(f"{page.url}similar/", other)
    assert "Only this." in confirm.text
    assert "Not for Jira yet." not in confirm.text
    assert Submission.objects.count() == 2


def test_what_was_not_shown_is_not_added(table: Table) -> None:
    """A page from before, or an address that something else posts to: it is shown first."""
    draft, key = table.draft(), table.issue()
    page = table.post(reverse("comment-new", args=[draft.pk, key]), {})
    assert page.status == 422
    assert table.comments(key) == []
    table.send(page, page.form_with("issue-summary"))
    assert len(table.comments(key)) == 1


@pytest.mark.parametrize("hidden", ["as-account", "goes-to"])
def test_what_would_go_elsewhere_or_as_somebody_else_than_the_page_said_is_shown_again(
    table: Table, hidden: str
) -> None:
    key = table.issue()
    confirm = leave(table, **{"comment-on": key})
    form = confirm.form_with("issue-summary")
    page = table.send(confirm, form, **{hidden: "another"})
    assert (page.status, table.comments(key)) == (422, [])
    assert "the site or the account is another one by now" in page.text
    assert "It <strong>broke</strong>." in page.html
    table.send(page, page.form_with("issue-summary"))
    assert len(table.comments(key)) == 1


def test_the_same_comment_is_sent_once_however_often_the_button_is_pressed(table: Table) -> None:
    key = table.issue()
    confirm = leave(table, **{"comment-on": key})
    form = confirm.form_with("issue-summary")
    first, second = table.send(confirm, form), table.send(confirm, form)
    assert first.url == second.url
    assert len(table.comments(key)) == Comment.objects.count() == 1


def test_a_lost_answer_is_looked_for_and_the_page_says_so(table: Table) -> None:
    key = table.issue()
    confirm = leave(table, **{"comment-on": key})
    table.sandbox.fault("drop_after_commit", method="POST", path=COMMENT, times=1)
    told = table.send(confirm, confirm.form_with("issue-summary"))
    assert f"Lodge is checking whether your comment on {key} reached Jira." in told.text
    assert 'hx-trigger="every 2s"' in told.html
    table.send(confirm, confirm.form_with("issue-summary"))
    pass_time()
    sweep()
    assert f"Your comment is on {key}." in table.get(told.url).text
    assert len(table.comments(key)) == 1


def test_when_jira_is_down_it_waits_and_the_draft_stays(table: Table) -> None:
    key = table.issue()
    confirm = leave(table, **{"comment-on": key})
    table.sandbox.fault(
        "status", method="POST", path=COMMENT, times=1, status=429, headers={"Retry-After": "9"}
    )
    told = table.send(confirm, confirm.form_with("issue-summary"))
    assert "Nothing is in Jira yet." in told.text
    assert report().state == State.DRAFT
    withdrawn = table.send(told, _with_button(told, "withdraw"), "answer=withdraw")
    assert f"Your comment on {key} was withdrawn." in withdrawn.text
    again = table.send(confirm, confirm.form_with("issue-summary"))
    assert Comment.objects.count() == 2
    assert again.url != told.url


def _with_button(page: Any, value: str) -> Any:
    return next(form for form in page.forms if value in [button.value for button in form.buttons])


def test_who_is_asked_may_say_that_it_is_there_or_is_not(table: Table) -> None:
    key = table.issue()
    row = table.queued(key, state=State.BLOCKED, blocked_reason=Reason.ASK, tries=1)
    page = table.get(reverse("comment", args=[row.pk]))
    assert f"Lodge could not tell whether your comment on {key} reached Jira." in page.text
    told = table.send(page, _with_button(page, "there"), "answer=there")
    assert f"Your comment is on {key}." in told.text
    other = table.queued(key, state=State.BLOCKED, blocked_reason=Reason.ASK, tries=1)
    page = table.get(reverse("comment", args=[other.pk]))
    assert (
        f"Your comment is on {key}."
        in table.send(page, _with_button(page, "again"), "answer=again").text
    )
    assert len(table.comments(key)) == 1


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        *((state, "") for state in State if state != State.BLOCKED),
        *((State.BLOCKED, each) for each in Reason),
    ],
)
def test_every_state_has_a_page_with_one_heading_and_one_main_button(
    table: Table, state: State, reason: str
) -> None:
    row = table.queued("DEMO-1", state=state, blocked_reason=reason)
    page = table.get(reverse("comment", args=[row.pk]))
    assert page.status == 200
    assert page.html.count("<h1>") == 1
    assert page.html.count("btn main") == 1


def test_a_dead_link_is_a_page_that_keeps_the_draft(table: Table) -> None:
    draft, key = table.draft(), table.issue()
    Connection.objects.update(state=ConnectionState.RECONNECT)
    page = table.get(reverse("comment-new", args=[draft.pk, key]))
    assert page.status == 403
    assert "Your link to Jira has ended." in page.text
    assert (
        "Your link to Jira has ended." in table.get(reverse("draft-similar", args=[draft.pk])).text
    )
    assert table.post(reverse("comment-new", args=[draft.pk, key]), {}).status == 403
    assert Comment.objects.count() == 0


def test_an_issue_that_is_none_is_no_place_for_a_comment(table: Table) -> None:
    draft = table.draft()
    assert table.get(reverse("comment-new", args=[draft.pk, "x-y"])).status == 404
    assert table.get(reverse("comment-new", args=[draft.pk, "DEMO-99999"])).status == 403
    empty = table.draft(summary="", description="")
    assert (
        "write what you saw first"
        in table.get(reverse("comment-new", args=[empty.pk, table.issue()])).text
    )


def test_a_text_too_long_for_a_comment_is_not_sent(table: Table) -> None:
    draft, key = table.draft(description="long " * 8000), table.issue()
    page = table.get(reverse("comment-new", args=[draft.pk, key]))
    assert "too long for one comment" in page.text
    assert table.post(reverse("comment-new", args=[draft.pk, key]), {}).status == 422
    assert Comment.objects.count() == 0
