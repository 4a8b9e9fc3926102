"""Who may use which saved query. Only its owner may change it."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import User
from issues.models import SavedQuery


def queries_for(user: User | AnonymousUser) -> QuerySet[SavedQuery]:
    """The user's own queries and those of their groups, by name."""
    if not user.is_active:  # anonymous or deactivated
        return SavedQuery.objects.none()
    shared = SavedQuery.groups.through.objects.filter(group__user=user.pk).values("savedquery_id")
    return SavedQuery.objects.filter(Q(owner=user.pk) | Q(pk__in=shared)).select_related("owner")


def home_queries(user: User) -> QuerySet[SavedQuery]:
    """Those that are shown on the first page."""
    return queries_for(user).filter(on_home=True)
