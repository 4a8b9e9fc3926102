"""Erasing from the administration: it says before what goes and what stays, and asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.erasing import erasure_request
from accounts.models import Erasure, User
from issues.models import BugForm, State
from tests.conftest import person
from tests.integration.issues.filing.test_comment_admin import written
from tests.integration.issues.outbox.conftest import make_row

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/user/"
RIGHTS = ("view_user", "delete_user")


def page_of(user: User) -> str:
    """Where one is erased."""
    return f"{LIST}{user.pk}/delete/"


@pytest.fixture
def clerk(bob: User, sign_in: Callable[[User], Client]) -> Client:
    """Staff who may delete people."""
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.set(Permission.objects.filter(codename__in=RIGHTS))
    return sign_in(bob)


def test_confirmation_page_lists_what_is_deleted_and_what_stays(
    alice: User, office: Client, link: Any, django_assert_max_num_queries: Any
) -> None:
    link(alice)
    make_row(alice, State.DRAFT)
    make_row(alice, State.FILED, issue_key="DEMO-7")
    make_row(alice, State.QUEUED)
    written(alice, State.FILED)
    BugForm.objects.create(name="A", slug="a", cloud_id="c", project_key="DEMO", created_by=alice)
    with django_assert_max_num_queries(50):
        text = office.get(page_of(alice)).text
    for said in (
        "Erase alice?",
        "Their link to Atlassian as Alice",
        "One draft or report that is not in Jira",
        "One filed report",
        "One report that waits to be sent",
        "One comment on an issue",
        "In Jira: issues, comments and files, in their name",
        "One form that they prepared",
        "on their list of connected apps",
        "Copies that were made of the database",
        "Erase this person",
    ):
        assert said in text
    assert User.objects.filter(pk=alice.pk, erasing_since=None).exists()


def test_bulk_erasure_asks_and_keeps_the_selection(alice: User, bob: User, office: Client) -> None:
    chosen = {"action": "delete_selected", "_selected_action": [alice.pk, bob.pk]}
    answer = office.post(LIST, {**chosen, "select_across": "1"})
    assert "Erase these" in answer.text
    assert f'name="_selected_action" value="{alice.pk}"' in answer.text
    assert 'name="select_across"' not in answer.text
    carol = person("carol")
    assert "2 people were erased." in office.post(LIST, {**chosen, "post": "yes"}, follow=True).text
    assert set(User.objects.values_list("username", flat=True)) == {carol.username, "boss"}


def test_user_page_links_to_erasure(alice: User, office: Client) -> None:
    text = office.get(f"{LIST}{alice.pk}/change/").text
    assert page_of(alice) in text
    assert "Erase …" in text
    assert "deletelink" not in text


def test_users_cannot_erase_themselves(boss: User, office: Client) -> None:
    assert office.post(page_of(boss), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [boss.pk], "post": "yes"}
    assert "Nobody was erased." in office.post(LIST, chosen, follow=True).text
    assert (
        "Erase …"
        not in office.get(f"{LIST}{boss.pk}/change/").text.partition('class="object-tools"')[2][
            :900
        ]
    )


def test_users_with_more_permissions_cannot_be_erased(
    alice: User, boss: User, clerk: Client, bob: User
) -> None:
    assert clerk.get(page_of(boss)).status_code == 403
    assert clerk.post(page_of(boss), {"post": "yes"}).status_code == 403
    chosen = {
        "action": "delete_selected",
        "_selected_action": [boss.pk, bob.pk, alice.pk],
        "post": "yes",
    }
    assert "One person was erased." in clerk.post(LIST, chosen, follow=True).text
    assert set(User.objects.values_list("username", flat=True)) == {"boss", "bob"}


def test_view_permission_does_not_allow_erasure(alice: User, bob: User, clerk: Client) -> None:
    bob.user_permissions.set(Permission.objects.filter(codename="view_user"))
    assert clerk.get(page_of(alice)).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [alice.pk], "post": "yes"}
    clerk.post(LIST, chosen, follow=True)
    assert User.objects.filter(pk=alice.pk).exists()


def test_erasure_requires_staff_permission(alice: User, stranger: Client, sign_in: Any) -> None:
    assert stranger.post(page_of(alice), {"post": "yes"}).status_code == 302
    assert sign_in(alice).post(page_of(alice), {"post": "yes"}).status_code in (302, 403)
    assert User.objects.filter(pk=alice.pk).exists()


def test_erasing_an_unknown_user_is_404(office: Client) -> None:
    assert office.get(f"{LIST}999999/delete/").status_code == 404


def test_deactivation_does_not_erase(alice: User, office: Client, link: Any) -> None:
    held = link(alice)
    row = make_row(alice, State.DRAFT)
    alice.is_active = False
    alice.save()
    held.refresh_from_db()
    row.refresh_from_db()
    assert (held.state, row.state, alice.erasing_since) == ("suspended", "draft", None)
    assert not Erasure.objects.exists()


def test_large_erasure_is_left_to_the_worker(
    alice: User, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.admin.erase_users._AT_ONCE_ROWS", 0)
    answer = office.post(page_of(alice), {"post": "yes"}, follow=True)
    assert "One person is being erased, and can do nothing any more." in answer.text
    assert "Nothing: being erased" in answer.text
    assert "Under way" in office.get("/admin/accounts/erasure/").text
    assert User.objects.filter(pk=alice.pk).exists()


def test_erasure_record_is_read_only(alice: User, office: Client) -> None:
    erasure_request.ask(alice)
    Erasure.objects.update(finished_at=timezone.now())
    assert "Erased people" in office.get("/admin/accounts/erasure/").text
    assert office.get("/admin/accounts/erasure/add/").status_code == 403
    pk = Erasure.objects.get().pk
    assert office.post(f"/admin/accounts/erasure/{pk}/delete/", {"post": "yes"}).status_code == 403
