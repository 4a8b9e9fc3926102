"""Who may more than another."""

from django.contrib.auth.models import Permission
from django.db.models import Q

from accounts.models import User


def exceeds(one: User, other: User) -> bool:
    """Whether *one* may anything that *other* may not: nobody touches the account of somebody who does.

    Counted as if *one* were active: who deactivates somebody gets no hold of what they could do.
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
