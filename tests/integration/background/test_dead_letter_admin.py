"""What those who run Lodge see and do about tasks that were set aside."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import User
from background import message_queue
from background.models import Message

pytestmark = pytest.mark.django_db

LIST = "/admin/background/message/"


@pytest.fixture
def root(db: None, sign_in: Callable[[User], Client]) -> Client:
    """An admin, signed in."""
    return sign_in(
        User.objects.create_superuser("root", "root@lodge.test", "a long enough pass phrase")
    )


@pytest.fixture
def aside() -> Message:
    """One that was set aside, beside one that waits."""
    message_queue.put("celery", '{"headers": {"task": "a.task"}}')
    for payload in ('{"headers": {"task": "another.task"}}', "{"):
        Message.objects.create(
            queue="celery",
            payload=payload,
            put_at=timezone.now(),
            set_aside_at=timezone.now(),
            set_aside_why="Why not.",
            taken=5,
        )
    return Message.objects.filter(payload__contains="another").get()


def test_dead_letters_are_listed_and_explained(root: Client, aside: Message) -> None:
    listed = root.get(LIST).text
    assert "another.task" in listed
    assert "cannot be read" in listed
    assert ">a.task<" not in listed
    page = root.get(f"{LIST}{aside.pk}/change/").text
    assert "Why not." in page
    assert "5 times" in page
    waiting = Message.objects.get(set_aside_at=None)
    assert root.get(f"{LIST}{waiting.pk}/change/").status_code == 302


def test_dead_letters_are_retried_or_deleted(root: Client, aside: Message) -> None:
    assert "Put back into the queue" in root.get(f"{LIST}{aside.pk}/change/").text
    told = root.post(LIST, {"action": "put_back", "_selected_action": aside.pk}, follow=True)
    assert "Put back into the queue: 1." in told.text
    aside.refresh_from_db()
    assert (aside.set_aside_at, aside.taken, aside.visible_at is None) == (None, 0, False)
    other = Message.objects.get(set_aside_at__isnull=False)
    root.post(f"{LIST}{other.pk}/delete/", {"post": "yes"})
    assert not Message.objects.filter(pk=other.pk).exists()


def test_nothing_is_added_or_edited(root: Client, aside: Message) -> None:
    assert root.get(f"{LIST}add/").status_code == 403
    assert root.post(f"{LIST}{aside.pk}/change/", {"queue": "other"}).status_code == 403


def test_view_permission_allows_no_action(
    aside: Message, bob: User, sign_in: Callable[[User], Client], stranger: Client
) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(Permission.objects.get(codename="view_message"))
    clerk = sign_in(bob)
    assert "Put back" not in clerk.get(f"{LIST}{aside.pk}/change/").text
    clerk.post(LIST, {"action": "put_back", "_selected_action": aside.pk})
    assert clerk.post(f"{LIST}{aside.pk}/delete/", {"post": "yes"}).status_code == 403
    aside.refresh_from_db()
    assert aside.set_aside_at is not None
    assert stranger.get(LIST).status_code == 302
