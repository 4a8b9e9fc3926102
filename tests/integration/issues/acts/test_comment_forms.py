"""The forms for comments on an issue: written, changed and deleted, without JavaScript."""

import pytest

from integrations import jira
from issues.models import Comment, State
from tests.integration.issues.acts.conftest import Bench, document
from tests.integration.issues.acts.test_act_forms import form_of, value

pytestmark = pytest.mark.django_db


def test_a_comment_is_drafted_previewed_and_added_once(bench: Bench) -> None:
    page = bench.get(bench.url("comment"))
    form = form_of(page, "comment")
    shown = bench.send(page, form, press="preview=1", text="It is **the voucher**.")
    assert "<strong>the voucher</strong>" in shown.html
    assert Comment.objects.get().state == State.DRAFT
    assert value(form_of(bench.get(bench.url("comment")), "comment"), "text").startswith("It is")
    form = form_of(shown, "comment")
    for _ in range(2):
        done = bench.send(shown, form)
    assert f"Your comment is on {bench.key}" in done.text
    assert len(jira.comment_page(*bench.at).comments) == 1
    assert value(form_of(bench.get(bench.url("comment")), "comment"), "text") == ""


def test_an_empty_comment_is_refused_and_a_draft_is_kept(bench: Bench) -> None:
    page = bench.get(bench.url("comment"))
    assert bench.send(page, form_of(page, "comment"), text=" ").status == 422
    kept = bench.send(page, form_of(page, "comment"), press="keep=1", text="half a thou")
    assert "Your draft is kept" in kept.text
    row = Comment.objects.get()
    detail = bench.get(f"/comments/{row.pk}/")
    again = bench.get(detail.link_to("^Go on with it$"))
    assert value(form_of(again, "comment"), "text") == "half a thou"
    bench.post(f"/comments/{row.pk}/answer/", {"answer": "withdraw"})
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN


def test_what_is_typed_is_saved_without_a_call(bench: Bench) -> None:
    page = bench.get(bench.url("comment"))
    sent = {**form_of(page, "comment").values(), "text": "while I write", "autosave": "1"}
    before = len(bench.sandbox.calls())
    assert "Draft saved" in bench.post(page.url, sent).text
    assert len(bench.sandbox.calls()) == before
    assert Comment.objects.get().text == "while I write"


def test_on_a_service_project_it_says_that_customers_read_it(bench: Bench) -> None:
    assert "Customers will read" not in bench.get(bench.url("comment")).text
    facts = {"cloud_id": bench.cloud_id, "project": "DEMO", "kind": "service_desk"}
    bench.sandbox.control("POST", "/seed", {"access": [facts]})
    assert "Customers will read this comment" in bench.get(bench.url("comment")).text


def test_ones_own_comment_is_changed_and_nobody_elses(bench: Bench) -> None:
    made = jira.add_comment(*bench.at, document("as it was"), marker="m")
    page = bench.get(bench.url("comment", made.id))
    form = form_of(page, "seen")
    assert value(form, "text") == "as it was"
    assert "You changed nothing" in bench.send(page, form).text
    assert "the preview" in bench.send(page, form, press="preview=1", text="the preview").text
    done = bench.send(page, form, text="as it *is*")
    assert "is changed" in done.text
    comment = jira.comment_of(*bench.at, made.id)
    assert comment.body["content"][0]["content"][1]["marks"] == [{"type": "em"}]
    bench.colleague(comment={"text": "Bob's"})
    theirs = jira.comment_page(*bench.at).comments[0]
    assert bench.get(bench.url("comment", theirs.id)).status == 404


def test_a_comment_that_was_changed_elsewhere_is_asked(bench: Bench) -> None:
    made = jira.add_comment(*bench.at, document("as it was"), marker="m")
    page = bench.get(bench.url("comment", made.id))
    jira.change_comment(*bench.at, made.id, document("from the phone"))
    told = bench.send(page, form_of(page, "seen"), text="from the desk")
    again = bench.get(told.link_to("^Go on with it$"))
    assert "from the phone" in again.text
    assert value(form_of(again, "seen"), "text") == "from the desk"


def test_ones_own_comment_is_deleted_after_a_look_and_nobody_elses(bench: Bench) -> None:
    made = jira.add_comment(*bench.at, document("never mind"), marker="m")
    issue = bench.get(bench.url())
    page = bench.get(issue.link_to("^Delete your comment$"))
    assert "never mind" in page.text
    assert "Delete it in Jira" in page.text
    assert jira.comment_page(*bench.at).total == 1
    done = bench.send(page, form_of(page, "seen"))
    assert "is deleted" in done.text
    assert "never mind" not in done.text
    assert jira.comment_page(*bench.at).total == 0
    assert bench.get(bench.url("comment", made.id, "delete")).status == 404
    bench.colleague(comment={"text": "Bob's"})
    theirs = jira.comment_page(*bench.at).comments[0]
    address = bench.url("comment", theirs.id, "delete")
    assert bench.get(address).status == 404
    assert bench.post(address, {}).status == 404
    assert jira.comment_page(*bench.at).total == 1


def test_a_comment_that_changed_since_the_look_is_not_deleted(bench: Bench) -> None:
    made = jira.add_comment(*bench.at, document("never mind"), marker="m")
    page = bench.get(bench.url("comment", made.id, "delete"))
    jira.change_comment(*bench.at, made.id, document("but this matters"))
    told = bench.send(page, form_of(page, "seen"))
    assert "Nothing was overwritten" in told.text
    again = bench.get(told.link_to("^Go on with it$"))
    assert "but this matters" in again.text
    assert "is deleted" in bench.send(again, form_of(again, "seen")).text


def test_where_jira_lets_nobody_delete_it_is_said(bench: Bench) -> None:
    made = jira.add_comment(*bench.at, document("never mind"), marker="m")
    facts = {"cloud_id": bench.cloud_id, "project": "DEMO", "access": "read-only"}
    bench.sandbox.control("POST", "/seed", {"access": [facts]})
    page = bench.get(bench.url("comment", made.id, "delete"))
    assert "Jira does not let you delete comments here" in page.text
    assert "Delete it in Jira" not in page.text
    assert "You do not have permission" in bench.post(page.url, {}).text
    assert jira.comment_page(*bench.at).total == 1
