"""Keeps a person's groups and rights in step with the issuer's claim, at each sign-in.

Only groups that the settings name are added or removed. Staff and superuser change only where a setting names values
for them.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User

logger = logging.getLogger("lodge.signin")


@dataclass(frozen=True)
class Rules:
    """Groups of Lodge by value of the claim, and the values that make somebody staff or a superuser."""

    groups: Mapping[str, Sequence[str]]
    staff: Sequence[str] = ()
    superusers: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.groups or self.staff or self.superusers)


def keep_in_step(user: User, values: frozenset[str], rules: Rules) -> None:
    """Give *user* the groups and rights that *rules* grant for *values*, and take the others that they name."""
    with transaction.atomic():
        _keep_groups(user, values, rules)
        _keep_rights(user, values, rules)


def _keep_groups(user: User, values: frozenset[str], rules: Rules) -> None:
    named = {ours for each in rules.groups.values() for ours in each}
    wanted = {ours for value in values for ours in rules.groups.get(value, ())}
    has = set(user.groups.filter(name__in=named).values_list("name", flat=True))
    added = [Group.objects.get_or_create(name=each)[0] for each in sorted(wanted - has)]
    gone = Group.objects.filter(name__in=has - wanted)
    if added or has - wanted:
        logger.info("groups of person %s: %d added, %d removed", user.pk, len(added), len(gone))
    user.groups.add(*added)
    user.groups.remove(*gone)


def _keep_rights(user: User, values: frozenset[str], rules: Rules) -> None:
    """A superuser is staff, too, or the administration would stay closed."""
    before = (user.is_staff, user.is_superuser)
    if rules.superusers:
        user.is_superuser = not values.isdisjoint(rules.superusers)
    if rules.staff or rules.superusers:
        staff = not values.isdisjoint(rules.staff) if rules.staff else before[0]
        was_only_superuser = before[1] and not user.is_superuser and not rules.staff
        user.is_staff = user.is_superuser or (staff and not was_only_superuser)
    if (user.is_staff, user.is_superuser) != before:
        user.save(update_fields=["is_staff", "is_superuser"])
        logger.warning(
            "rights of person %s: staff %s, superuser %s",
            user.pk,
            user.is_staff,
            user.is_superuser,
        )
