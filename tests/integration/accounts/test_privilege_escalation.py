"""Nobody gives themselves, or others, more than they may: not by any page of the administration."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import User
from tests.conftest import PASSWORD, person

CHANGE, PASSWORD_OF = "admin:accounts_user_change", "admin:auth_user_password_change"
RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


def may(user: User, *codenames: str) -> User:
    """*user*, with these permissions."""
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return user


@pytest.fixture
def clerk(db: None) -> User:
    """Staff, who keeps people's accounts."""
    clerk = person("clerk", is_staff=True)
    return may(
        clerk,
        *(
            f"{act}_{what}"
            for act in ("add", "change", "delete", "view")
            for what in ("user", "group")
        ),
    )


@pytest.fixture
def root(db: None) -> User:
    """Who may everything."""
    return person("root", is_staff=True, is_superuser=True)


def form_of(user: User, **changes: Any) -> dict[str, Any]:
    """What the page of *user* sends, with *changes*."""
    joined = user.date_joined
    return {
        "username": user.username,
        "email": user.email,
        "first_name": "",
        "last_name": "",
        "is_active": "on",
        "time_zone": "UTC",
        "date_joined_0": f"{joined:%Y-%m-%d}",
        "date_joined_1": f"{joined:%H:%M:%S}",
    } | changes


def test_staff_cannot_grant_permissions(alice: User, clerk: User, sign_in: Any) -> None:
    client, group = sign_in(clerk), Group.objects.create(name="readers")
    everything = [each.pk for each in Permission.objects.all()]
    wanted = {
        "is_staff": "on",
        "is_superuser": "on",
        "groups": [group.pk],
        "user_permissions": everything,
    }
    for somebody in (alice, clerk):
        address = reverse(CHANGE, args=[somebody.pk])
        page = client.get(address).text
        assert not [name for name in RIGHTS if f'name="{name}"' in page]
        sent = client.post(address, form_of(somebody, first_name="Changed", **wanted))
        assert sent.status_code == 302, sent.text
        after = User.objects.get(pk=somebody.pk)
        assert after.first_name == "Changed"
        assert (after.is_staff, after.is_superuser) == (somebody.is_staff, False)
        assert not after.groups.exists()
    assert User.objects.get(pk=clerk.pk).user_permissions.count() == 8


def test_superuser_grants_permissions(alice: User, root: User, sign_in: Any) -> None:
    changed = form_of(alice, is_staff="on", is_superuser="on")
    assert sign_in(root).post(reverse(CHANGE, args=[alice.pk]), changed).status_code == 302
    assert User.objects.get(pk=alice.pk).is_superuser


@pytest.mark.parametrize("who", ["superuser", "more", "by group", "superuser who rests"])
def test_staff_cannot_change_users_with_more_permissions(
    clerk: User, sign_in: Any, who: str
) -> None:
    other = person(
        "other", is_staff=True, is_superuser="superuser" in who, is_active="rests" not in who
    )
    if who == "more":
        may(other, "view_submission")
    if who == "by group":
        group = Group.objects.create(name="auditors")
        group.permissions.add(Permission.objects.get(codename="view_submission"))
        other.groups.add(group)
    client = sign_in(clerk)
    new = {"password1": "violet harbour lantern", "password2": "violet harbour lantern"}
    answers = [
        client.post(reverse(CHANGE, args=[other.pk]), form_of(other, email="clerk2@lodge.test")),
        client.post(f"/admin/accounts/user/{other.pk}/password/", new),
        client.get(f"/admin/accounts/user/{other.pk}/password/"),
        client.post(f"/admin/accounts/user/{other.pk}/delete/", {"post": "yes"}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    chosen = {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"}
    assert "Nobody was erased" in client.post("/admin/accounts/user/", chosen, follow=True).text
    after = User.objects.get(pk=other.pk)
    assert after.email == "other@lodge.test"
    assert after.check_password(PASSWORD)


def test_staff_can_change_users_without_more_permissions(
    alice: User, clerk: User, sign_in: Any
) -> None:
    new = {"password1": "violet harbour lantern", "password2": "violet harbour lantern"}
    assert sign_in(clerk).post(f"/admin/accounts/user/{alice.pk}/password/", new).status_code == 302
    assert User.objects.get(pk=alice.pk).check_password(new["password1"])


def test_groups_are_made_and_changed_by_superusers_alone(
    clerk: User, root: User, sign_in: Any
) -> None:
    group = Group.objects.create(name="clerks")
    clerk.groups.add(group)
    everything = [each.pk for each in Permission.objects.all()]
    typed = {"name": "clerks", "permissions": everything}
    for path in (f"{group.pk}/change/", f"{group.pk}/delete/", "add/"):
        assert sign_in(clerk).post(f"/admin/auth/group/{path}", typed).status_code == 403
    assert sign_in(clerk).get("/admin/auth/group/").status_code == 200
    assert not group.permissions.exists()
    assert sign_in(root).post(f"/admin/auth/group/{group.pk}/change/", typed).status_code == 302
    assert group.permissions.count() == len(everything)
