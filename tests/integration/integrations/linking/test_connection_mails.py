"""Who is told that a link needs its owner: the owner, once; the admins, once a day; nobody when all is well."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Mail, User
from integrations import connections, tasks
from integrations.errors import IntegrationError
from integrations.models import Connection, ConnectionState, RefreshAttempt
from integrations.wording import connection_mails
from tests.integration.integrations.connections.concurrent_threads import at_once
from tests.integration.integrations.linking.browserless_user import words
from tests.support.mails import delivered, forget, try_again
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.django_db

Link = Callable[..., Connection]
SignIn = Callable[[User], Client]


def die(connection: Connection, sandbox: Sandbox) -> None:
    """Atlassian refuses the link."""
    sandbox.control("POST", f"/accounts/{connection.account_id}/revoke")
    with pytest.raises(IntegrationError):
        connections.refresh(connection.pk, asked_by="web")


# The owner


def test_an_owner_is_told_once_what_happened_and_where_to_mend_it(
    alice: User, link: Link, sandbox: Sandbox
) -> None:
    die(link(alice), sandbox)
    tasks.tend_links()
    tasks.tend_links()
    [message] = delivered()
    assert (message.to, message.subject) == (["alice@lodge.test"], "Your link to Jira needs you")
    assert "http://lodge.test/link/\n" in message.body
    assert "Alice" in message.body
    assert "your Atlassian password was changed" in message.body
    assert "http://lodge.test/account/preferences/" in message.body
    assert not re.search(r"&\w+;|<\w|\n\n\n", str(message.body)), message.body


def test_each_time_that_it_ends_is_told(alice: User, link: Link, sandbox: Sandbox) -> None:
    die(link(alice), sandbox)
    tasks.tend_links()
    die(link(alice), sandbox)
    tasks.tend_links()
    assert len(delivered()) == 2


def test_a_link_that_answered_as_somebody_else_is_told_with_that_reason(
    alice: User, link: Link
) -> None:
    connections.block(link(alice).pk, "Jira answered as another account")
    forget()  # what the admins were told at once
    tasks.tend_links()
    [message] = delivered()
    assert "so Lodge stopped at once" in message.body


def test_a_link_that_works_or_that_its_owner_ended_is_not_told(alice: User, link: Link) -> None:
    connection = link(alice)
    tasks.tend_links()
    connections.disconnect(connection.pk)
    tasks.tend_links()
    assert delivered() == []


def test_an_outage_is_not_told(alice: User, link: Link, settings: Any) -> None:
    connection = link(alice)
    settings.ATLASSIAN_AUTH_URL = "http://127.0.0.1:9"
    with pytest.raises(IntegrationError):
        connections.refresh(connection.pk, asked_by="schedule")
    tasks.tend_links()
    assert delivered() == []


@pytest.mark.parametrize(
    "change",
    [
        {"mail_when_link_needs_me": False},
        {"email": "user-1@no-address.invalid"},
        {"is_active": False},
    ],
)
def test_who_wants_no_mail_or_can_have_none_gets_none(
    alice: User, link: Link, sandbox: Sandbox, change: dict[str, Any]
) -> None:
    die(link(alice), sandbox)
    User.objects.filter(pk=alice.pk).update(**change)
    tasks.tend_links()
    User.objects.filter(pk=alice.pk).update(
        mail_when_link_needs_me=True, email="alice@lodge.test", is_active=True
    )
    tasks.tend_links()
    assert delivered() == []


def test_mails_use_the_recipients_time_zone(alice: User, link: Link, sandbox: Sandbox) -> None:
    die(link(alice), sandbox)
    User.objects.filter(pk=alice.pk).update(time_zone="Asia/Kolkata")
    Connection.objects.update(state_since="2026-03-01T20:00:00Z")
    tasks.tend_links()
    assert "Monday, 2 March 2026, 01:30" in delivered()[0].body


def test_a_mail_server_that_is_away_is_tried_again(
    alice: User, bob: User, link: Link, sandbox: Sandbox, settings: Any
) -> None:
    for person, account in ((alice, "alice"), (bob, "bob")):
        die(link(person, account), sandbox)
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "accounts.mailing.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    tasks.tend_links()
    assert delivered() == []
    settings.EMAIL_BACKEND = works
    try_again()
    assert sorted(message.to[0] for message in delivered()) == [
        "alice@lodge.test",
        "bob@lodge.test",
    ]


def test_who_linked_again_before_the_mail_left_gets_none(
    alice: User, link: Link, sandbox: Sandbox
) -> None:
    die(link(alice), sandbox)
    tasks.tend_links()
    link(alice)
    assert delivered() == []
    assert not Mail.objects.exists()


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_one_of_many_workers_sends_the_mail(alice: User, link: Link, sandbox: Sandbox) -> None:
    die(link(alice), sandbox)
    told = at_once(8, connection_mails.tell_owners)
    assert sorted(told) == [0] * 7 + [1]
    assert len(delivered()) == 1


# The banner


def test_every_page_says_that_the_link_needs_its_owner_and_leads_back(
    alice: User, link: Link, sandbox: Sandbox, sign_in: SignIn
) -> None:
    client = sign_in(alice)
    connection = link(alice)
    assert "Your link to Jira needs you." not in words(client.get("/reports/"))
    die(connection, sandbox)
    for path in ("/reports/", "/account/preferences/", "/link/history/", "/not-here/"):
        page = words(client.get(path))
        assert "<strong>Your link to Jira needs you.</strong>" in page, path
        assert f'href="/link/?next={path.replace("/", "%2F")}"' in page
    link(alice)
    assert "Your link to Jira needs you." not in words(client.get("/reports/"))


def test_the_pages_that_say_it_anyway_have_no_banner(
    alice: User, link: Link, sandbox: Sandbox, sign_in: SignIn
) -> None:
    die(link(alice), sandbox)
    for path in ("/", "/link/", "/report/"):
        assert "<strong>Your link to Jira needs you.</strong>" not in words(
            sign_in(alice).get(path)
        ), path


def test_other_users_do_not_see_the_banner(
    alice: User, bob: User, link: Link, sandbox: Sandbox, sign_in: SignIn, stranger: Client
) -> None:
    die(link(alice), sandbox)
    for client in (sign_in(bob), stranger):
        assert "Your link to Jira needs you." not in words(
            client.get("/account/preferences/", follow=True)
        )


# The admins


def test_a_day_without_news_is_no_mail(alice: User, link: Link) -> None:
    link(alice)
    tasks.daily_digest()
    assert delivered() == []


def test_the_digest_lists_links_that_need_their_owners(
    alice: User, bob: User, link: Link, sandbox: Sandbox
) -> None:
    dead = link(alice)
    die(dead, sandbox)
    link(bob, "bob")
    tasks.daily_digest()
    [message] = delivered()
    assert (message.to, message.subject) == (
        ["ops@lodge.test"],
        "[Lodge] What is open in Lodge today",
    )
    assert "- alice (Alice), since" in message.body
    assert f"http://lodge.test/admin/integrations/connection/{dead.pk}/change/" in message.body
    assert "bob" not in message.body
    assert not re.search(r"&\w+;", str(message.body))


def test_the_digest_names_wrong_settings_once_each(
    alice: User, link: Link, sandbox: Sandbox, settings: Any
) -> None:
    connection = link(alice)
    settings.ATLASSIAN_CLIENT_SECRET = "not-the-secret"
    for _ in range(2):
        with pytest.raises(IntegrationError):
            connections.refresh(connection.pk, asked_by="admin")
    forget()
    tasks.daily_digest()
    [message] = delivered()
    assert "Lodge is set up wrong." in message.body
    detail = RefreshAttempt.objects.values_list("detail", flat=True).first()
    assert detail
    assert message.body.count(detail) == 1
    assert "not-the-secret" not in message.body


def test_the_digest_lists_exchanges_that_stay_without_an_answer(alice: User, link: Link) -> None:
    link(alice)
    now = timezone.now()
    Connection.objects.update(exchange_started_at=now - timedelta(minutes=1))
    tasks.daily_digest()
    assert delivered() == []
    Connection.objects.update(exchange_started_at=now - timedelta(minutes=20), failures=7)
    tasks.daily_digest()
    assert "- alice (Alice), first asked" in delivered()[0].body
    assert "7 failures" in delivered()[0].body


def test_what_nobody_mends_for_a_month_is_no_news_any_more(
    alice: User, link: Link, sandbox: Sandbox
) -> None:
    die(link(alice), sandbox)
    Connection.objects.update(state_since=timezone.now() - connection_mails.NEWS_FOR)
    tasks.daily_digest()
    assert delivered() == []


def test_a_long_list_is_cut_and_says_so(
    alice: User, bob: User, carol: User, link: Link, monkeypatch: Any
) -> None:
    monkeypatch.setattr(connection_mails, "LISTED", 1)
    for person in (alice, bob, carol):
        link(person, person.username)
    Connection.objects.update(state=ConnectionState.RECONNECT)
    tasks.daily_digest()
    assert "And 2 more." in delivered()[0].body


def test_a_thousand_mistakes_of_one_kind_hide_no_other(alice: User, link: Link) -> None:
    connection, now = link(alice), timezone.now()
    one = {"connection": connection, "generation": 1, "outcome": "misconfigured"}
    RefreshAttempt.objects.create(
        **one, detail="the rarer mistake", started_at=now - timedelta(hours=3)
    )
    RefreshAttempt.objects.bulk_create(
        RefreshAttempt(**one, detail="the common one", started_at=now) for _ in range(1001)
    )
    assert [each.detail for each in connection_mails.digest_of_the_day().misconfigured] == [
        "the common one",
        "the rarer mistake",
    ]
