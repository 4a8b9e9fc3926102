"""What an issue's page shows, and to whom; and what it says where it shows nothing."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from integrations import connections, jira
from issues.models import IssueAct, State, Submission
from issues.reading import begin_following
from issues.views.issue import has_own_rows
from tests.integration.issues.issue_page.conftest import Reader, Readers, text

pytestmark = pytest.mark.django_db


def test_the_page_shows_the_issue_with_the_labels_of_jira(own: Reader) -> None:
    made = own.file(labels=["voucher"], duedate="2026-12-24", description=text("Add a voucher."))
    jira.add_comment(*own.at, made.key, text("I see it, too."), marker="a")
    jira.edit_issue_fields(*own.at, made.key, {"summary": "Total wrong with a voucher"})
    body = own.body(made.key)
    for words in (
        "Total wrong with a voucher",
        "To Do",
        "Add a voucher.",
        "I see it, too.",
        "1 comment",
        "Labels",
        "voucher",
        "Due date",
        "24 Dec 2026",
        "Nobody yet",
        "Alice",
        "changed Summary from Checkout total is wrong to Total wrong with a voucher",
    ):
        assert words in body, words


def test_a_new_page_costs_three_calls_and_the_next_one(own: Reader) -> None:
    made = own.file()
    before = own.calls()
    own.body(made.key)
    assert own.calls() == before + 3
    own.body(made.key)
    assert own.calls() == before + 4


def test_a_new_comment_is_seen_at_once(own: Reader, other: Reader) -> None:
    made = own.file()
    own.body(made.key)
    own.sandbox.advance(2)
    jira.add_comment(*other.at, made.key, text("A question."), marker="a")
    assert "A question." in own.body(made.key)


def test_the_writers_own_text_stays_as_it_was_filed(own: Reader) -> None:
    made = own.file()
    report = Submission.objects.create(
        owner=own.user,
        state=State.FILED,
        cloud_id=own.cloud_id,
        issue_id=made.id,
        issue_key=made.key,
        values={"summary": ["My own words"]},
        field_names={"summary": "Summary"},
    )
    body = own.body(made.key)
    assert "My own words" in body
    assert f"/reports/{report.pk}/" in body


def test_parent_sub_tasks_and_links_lead_to_their_own_pages(own: Reader) -> None:
    first, second = own.file(), own.file()
    child = own.file(kind="Sub-task", parent={"key": first.key})
    jira.link_issues(*own.at, "10000", first.key, second.key)
    body = own.body(first.key)
    assert f'href="{own.address(child.key)}"' in body
    assert f'href="{own.address(second.key)}"' in body
    assert "blocks" in body
    assert f'href="{own.address(first.key)}"' in own.body(child.key)


def test_a_moved_issue_is_found_by_its_old_key(own: Reader) -> None:
    made = own.file()
    own.change(made.key, move="SHOP")
    body = own.body(made.key)
    assert f"It was {made.key}, and has moved" in body


@pytest.mark.parametrize("gone", ["delete", "archive"])
def test_what_is_gone_is_not_there(own: Reader, gone: str) -> None:
    made = own.file()
    own.change(made.key, **{gone: True})
    answer = own.page(made.key)
    assert answer.status_code == 404
    assert b"is not there, or not yours to see" in answer.content


def test_a_stranger_in_jira_is_told_the_same_as_for_no_issue(own: Reader, other: Reader) -> None:
    hidden = own.file("SHOP", "Task")
    assert own.page(hidden.key).status_code == 200
    for key in (hidden.key, "SHOP-999"):
        answer = other.page(key)
        assert answer.status_code == 404
        assert b"is not there, or not yours to see" in answer.content
        assert b"Checkout total" not in answer.content


def test_rights_that_are_lost_take_the_page_away_at_once(own: Reader, other: Reader) -> None:
    made = own.file()
    assert other.page(made.key).status_code == 200
    own.change(made.key, move="SHOP")
    assert other.page(made.key).status_code == 404


def test_restricted_comments_are_only_for_those_who_may_read_them(readers: Readers) -> None:
    alice, bob, carol = (readers(name) for name in ("alice", "bob", "carol"))
    made = alice.file()
    for group in ("site-admins", "jira-developers"):
        seen_by = {"type": "group", "value": group}
        alice.change(made.key, comment={"text": f"For {group}.", "visibility": seen_by})
    for _ in range(2):  # what is cached for one is not shown to another
        for reader, count in ((alice, 2), (bob, 1), (carol, 0)):
            body = reader.body(made.key)
            assert body.count("Only for ") == count
            assert ("For site-admins." in body) == (reader is alice)


def test_who_is_not_linked_is_led_to_linking(alice: Any, sign_in: Any, own: Reader) -> None:
    made = own.file()
    connections.disconnect(own.connection.pk)
    answer = own.page(made.key)
    assert answer.status_code == 403
    assert b"link your Atlassian account" in answer.content


def test_signed_out_leads_to_the_door(stranger: Client, own: Reader) -> None:
    assert stranger.get(own.address("DEMO-1")).status_code == 302


def test_a_dead_link_is_said(own: Reader) -> None:
    made = own.file()
    connections.block(own.connection.pk, "refused")
    answer = own.page(made.key)
    assert answer.status_code == 403
    assert b"Your link to Jira has ended" in answer.content


def test_jira_down_is_said(own: Reader) -> None:
    made = own.file()
    own.sandbox.fault("status", path="/rest/api/", status=503, times=None)
    answer = own.page(made.key)
    assert answer.status_code == 503
    assert b"Jira does not answer" in answer.content


def test_a_lost_site_is_said(own: Reader) -> None:
    made = own.file()
    own.sandbox.control("POST", f"/sites/{own.cloud_id}/uninstall")
    answer = own.page(made.key)
    assert answer.status_code == 403
    assert b"does not get into Demo team" in answer.content


def test_a_site_that_the_link_never_opened(own: Reader, other: Reader) -> None:
    shop = own.sandbox.site("web-shop")["cloud_id"]
    answer = other.client.get(f"/issue/{shop}/WEB-1/")
    assert answer.status_code == 404
    assert b"your link does not open" in answer.content


def test_only_keys_and_ids_are_asked_for(own: Reader) -> None:
    before = own.calls()
    for key in ("createmeta", "..", "DEMO-1%2Fproperties", "DEMO-01", "0"):
        assert own.client.get(f"/issue/{own.cloud_id}/{key}/").status_code == 404
    assert own.calls() == before


@pytest.mark.parametrize("part", ["comment", "remotelink"])
def test_what_jira_did_not_send_is_not_empty(own: Reader, part: str) -> None:
    made = own.file()
    own.sandbox.fault("status", path=f"/{part}$", status=503)
    body = own.body(made.key)
    assert "Jira did not send the " in body
    assert "Nobody has commented yet" not in body or part != "comment"


def test_a_field_that_could_not_be_loaded_is_said(own: Reader) -> None:
    made = own.file(description=text("There is one."))
    own.sandbox.config(unloadable_fields=["description", "labels"])
    body = own.body(made.key)
    assert "Jira could not load this just now: Description, Labels" in body
    assert "Jira did not send it." in body
    assert "Nothing is written there." not in body


def test_five_thousand_comments_come_in_pages(own: Reader) -> None:
    made = own.file()
    account = own.connection.account_id
    many = {"issue": made.key, "account_id": account, "body": text("Again."), "count": 5000}
    own.sandbox.control("POST", "/seed", {"comments": [{"cloud_id": own.cloud_id, **many}]})
    body = own.body(made.key)
    assert "5000 comments" in body
    assert body.count("<article") == 101
    assert "?comments=100#comments" in body
    last = own.body(made.key, comments=4950)
    assert last.count("<article") == 51
    assert "Older comments" not in last
    assert "?comments=4850#comments" in last
    assert "Nobody has commented" in own.body(made.key, comments=9_999_999)


def test_a_paragraph_of_32000_characters_and_unknown_nodes(own: Reader) -> None:
    made = own.file(description=text("word " * 6400))
    assert own.body(made.key).count("word ") >= 6399
    odd = {"type": "multiBodiedExtension", "content": [text("Inside.")["content"][0]]}
    answer = own.client.get(own.address(made.key))
    assert answer.status_code == 200
    from issues.richtext import to_html

    assert to_html(odd) == "<p>Inside.</p>"


def test_who_watches_and_who_voted_as_far_as_jira_names_them(own: Reader, other: Reader) -> None:
    made = own.file()
    jira.watch(*own.at, made.key)
    for act in (jira.watch, jira.vote):
        act(*other.at, made.key)
    page = own.body(made.key)
    address = f"{own.address(made.key)}people/"
    assert f'<a href="{address}">2</a>' in page
    said = own.client.get(address).content.decode()
    assert "Watched by: 2" in said
    assert said.count("Bob") == 2
    own.sandbox.config(voting=False)
    said = own.client.get(address).content.decode()
    assert "Jira does not say" in said
    assert said.count("Bob") == 1


def test_names_that_jira_keeps_from_the_viewer_are_counted(own: Reader, other: Reader) -> None:
    made = own.file("SHOP", "Task")
    own.change(made.key, reporter=other.connection.account_id)
    jira.watch(*own.at, made.key)
    said = other.client.get(f"{other.address(made.key)}people/").content.decode()
    assert "Watched by: 1" in said
    assert "does not show you their names" in said
    assert "Alice" not in said.partition("<main")[2]


def test_a_page_that_is_seen_again_costs_few_statements(own: Reader) -> None:
    made = own.file()
    own.body(made.key)
    with CaptureQueriesContext(connection) as seen:
        own.body(made.key)
    assert len(seen) <= 8, [
        each["sql"] for each in seen
    ]  # SQLite's cache is no Redis, and adds its own
    found = has_own_rows.of_issue(own.user.pk, own.cloud_id, made.id, made.key)
    assert found == has_own_rows.OwnRows()


def test_what_the_viewer_has_of_an_issue_is_found(own: Reader, other: Reader) -> None:
    made = own.file()
    place = {"account_id": own.connection.account_id, "cloud_id": own.cloud_id}
    issue = {"issue_id": made.id, "issue_key": made.key}
    row = IssueAct.objects.create(owner=own.user, kind="watch", **place, **issue)
    Submission.objects.create(owner=own.user, state=State.FILED, **place, **issue)
    begin_following.adopt()
    found = has_own_rows.of_issue(own.user.pk, own.cloud_id, made.id, made.key)
    assert found == has_own_rows.OwnRows(follows=True, report=True, acts=True)
    theirs = has_own_rows.of_issue(other.user.pk, own.cloud_id, made.id, made.key)
    assert theirs == has_own_rows.OwnRows()
    body = own.body(made.key)
    assert f"/acts/{row.pk}/" in body
    assert "Your report" in body
    IssueAct.objects.update(state=State.FILED)
    assert not has_own_rows.of_issue(own.user.pk, own.cloud_id, made.id, made.key).acts
