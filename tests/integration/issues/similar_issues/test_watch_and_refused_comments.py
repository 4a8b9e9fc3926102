"""Issues that are watched from the form, and comments that Jira refuses or that their writer may not send."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from issues.models import Comment, State, Submission
from tests.integration.issues.filing.test_file_a_bug import one_sentence_one_button
from tests.integration.issues.similar_issues.conftest import COMMENT, Table
from tests.integration.issues.similar_issues.test_similar_pages import leave

pytestmark = pytest.mark.django_db


def test_an_issue_is_watched_in_place_and_without_javascript(table: Table) -> None:
    one, two, draft = table.issue(), table.issue(), table.draft()
    part = table.client.post(
        reverse("issue-watch", args=[table.cloud_id, one]), headers={"HX-Request": "true"}
    )
    assert f"You watch {one} now." in part.content.decode()
    page = table.post(reverse("issue-watch", args=[table.cloud_id, two]), {"draft": draft.pk})
    assert page.url == reverse("draft-similar", args=[draft.pk])
    assert f"You watch {two} now." in page.text
    assert table.watches(one)
    assert table.watches(two)
    table.sandbox.fault(
        "status", method="POST", path="/watchers$", times=1, status=403, body={"errorMessages": []}
    )
    page = table.post(reverse("issue-watch", args=[table.cloud_id, one]), {"draft": "x"})
    assert f"Jira does not let you watch {one}." in page.text


def test_who_was_signed_out_meanwhile_comes_back_to_the_form_with_everything(
    table: Table, sign_in: Callable[[User], Client]
) -> None:
    page, form = table.open_form()
    sent = {**form.values(), "summary": "Checkout crashes", "similar": "look"}
    table.client.logout()
    door = table.client.post(f"{page.url}similar/", sent)
    assert door.headers["Location"].startswith("/account/sign-in/")
    table.client.force_login(table.user, backend="accounts.authentication.NameOrEmailBackend")
    back = table.get(page.url)
    assert back.form_with("summary", "submission").values()["summary"] == ["Checkout crashes"]


def test_another_persons_draft_is_never_written(table: Table, bob: User) -> None:
    theirs = Submission.objects.create(pk=uuid4(), owner=bob, values={"summary": ["Bob's"]})
    page, form = table.open_form()
    answer = table.post(
        f"{page.url}similar/", {**form.values(), "submission": str(theirs.pk), "similar": "look"}
    )
    assert answer.status == 404
    theirs.refresh_from_db()
    assert theirs.values == {"summary": ["Bob's"]}


def test_a_refused_comment_leads_back_to_what_was_written(table: Table) -> None:
    key = table.issue()
    confirm = leave(table, **{"comment-on": key})
    refusal = {"errorMessages": ["Too long for here."], "errors": {}}
    table.sandbox.fault("status", method="POST", path=COMMENT, status=400, body=refusal)
    told = table.send(confirm, confirm.form_with("issue-summary"))
    assert f"Jira did not take your comment on {key}. " in told.text
    assert "Too long for here." in told.text
    assert "correct it and add it again" in told.text
    one_sentence_one_button(told)
    back = table.get(told.link_to("Correct what you wrote"))
    assert back.form_with("summary").values()["summary"] == ["Checkout crashes on a voucher"]


def test_a_refused_comment_whose_draft_is_gone_is_there_to_copy(table: Table) -> None:
    row = table.queued(table.issue())
    Comment.objects.update(state=State.REJECTED, messages=["Too long for here."])
    told = table.get(f"/comments/{row.pk}/")
    assert "Correct your text and add it again" in told.text
    assert row.text in told.text
    assert told.link_to(f"Open {row.issue_key} in Jira")
    one_sentence_one_button(told)
