"""Who may use which saved query. Only its owner may change it."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import User
from issues.models import SavedQuery


def queries_for(user: User | AnonymousUser) -> QuerySet[SavedQuery]:
    """The user's own queries and those of their groups, by name."""
    if not user.is_active:  # anonymous or deactivated
        return SavedQuery.objects.none()
    return _of(user.pk).select_related("owner")


def home_queries(user_id: Any) -> QuerySet[SavedQuery]:
    """Those that are shown on the first page of an active user. *user_id* may be a placeholder."""
    return _of(user_id).filter(on_home=True)


def _of(user_id: Any) -> QuerySet[SavedQuery]:
    shared = SavedQuery.groups.through.objects.filter(group__user=user_id).values("savedquery_id")
    return SavedQuery.objects.filter(Q(owner=user_id) | Q(pk__in=shared))
