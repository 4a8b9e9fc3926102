"""Who may use which form."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, Q, QuerySet

from accounts.models import User
from accounts.prepared_queries import PreparedRows
from issues.models import BugForm

LOOK = "issues.view_bugform"


def forms_for(user: User | AnonymousUser) -> QuerySet[BugForm]:
    """The forms in use for everyone, or for a group of *user*, by name."""
    if not user.is_active:  # anonymous or deactivated
        return BugForm.objects.none()
    return in_use_for(user.pk)


def in_use_for(user_id: Any) -> QuerySet[BugForm]:
    """The same for an active user's id, or for a placeholder of it."""
    own = BugForm.groups.through.objects.filter(group__user=user_id).values("bugform_id")
    return BugForm.objects.filter(Q(groups=None) | Q(pk__in=own), is_active=True).distinct()


def forms_in_use(user: User) -> list[BugForm]:
    """What `forms_for` finds for an active user, by a statement that is compiled once."""
    return _in_use(user_id=user.pk)


_in_use = PreparedRows(in_use_for, user_id=BigIntegerField())


def may_use(user: User | AnonymousUser, bug_form: BugForm) -> bool:
    """Whether *user* may open *bug_form*. Staff who may change forms can try one that is not in use yet."""
    return bug_form.pk in usable(user, [bug_form.pk])


def usable(user: User | AnonymousUser, form_ids: Iterable[int]) -> set[int]:
    """Those of *form_ids* that *user* may open, in one query."""
    ids = set(form_ids)
    if not ids or (user.is_active and user.is_staff and user.has_perm(LOOK)):
        return ids
    return set(forms_for(user).filter(pk__in=ids).values_list("pk", flat=True))
