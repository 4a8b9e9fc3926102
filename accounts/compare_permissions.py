"""Compares the permissions of users."""

from django.contrib.auth.models import Permission
from django.db.models import Q

from accounts.models import User


def exceeds(one: User, other: User) -> bool:
    """Whether *one* has a permission that *other* lacks. Such an account must not be changed by *other*.

    Counted as if *one* were active: deactivating a user must not make the account changeable.
    """
    if other.is_active and other.is_superuser:
        return False
    if one.is_superuser:
        return True
    rights = {f"{p.content_type.app_label}.{p.codename}" for p in _permissions(one)}
    return bool(rights - other.get_all_permissions())


def _permissions(user: User) -> list[Permission]:
    given = Q(user=user) | Q(group__user=user)
    return list(Permission.objects.filter(given).select_related("content_type").distinct())
