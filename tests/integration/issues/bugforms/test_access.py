"""Who may use which form."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission

from accounts.models import User
from issues.bugforms import forms_for, may_use
from tests.integration.issues.bugforms.conftest import Make


@pytest.fixture
def testers(db: None) -> Group:
    """Some of the team."""
    return Group.objects.create(name="Testers")


def test_a_form_without_groups_is_for_everybody_who_can_sign_in(make: Make, alice: User) -> None:
    form = make("summary")
    assert may_use(alice, form)
    assert list(forms_for(alice)) == [form]
    assert not may_use(AnonymousUser(), form)
    assert not forms_for(AnonymousUser()).exists()


def test_a_form_for_groups_is_for_their_members_alone(
    make: Make, alice: User, bob: User, testers: Group
) -> None:
    form = make("summary")
    form.groups.add(testers, Group.objects.create(name="Others"))
    alice.groups.set(Group.objects.all())
    assert may_use(alice, form)
    assert list(forms_for(alice)) == [form]  # once, though two groups of hers may use it
    assert not may_use(bob, form)
    assert not forms_for(bob).exists()


def test_a_form_that_is_not_in_use_is_only_for_those_who_look_after_forms(
    make: Make, alice: User, bob: User
) -> None:
    form = make("summary", is_active=False)
    bob.is_staff = True
    bob.save()
    bob.user_permissions.add(Permission.objects.get(codename="view_bugform"))
    assert not may_use(alice, form)
    assert may_use(User.objects.get(pk=bob.pk), form)
    assert not forms_for(bob).exists()


def test_who_left_may_use_nothing(make: Make, alice: User) -> None:
    form = make("summary")
    alice.is_active = False
    alice.is_superuser = alice.is_staff = True
    alice.save()
    assert not may_use(alice, form)
