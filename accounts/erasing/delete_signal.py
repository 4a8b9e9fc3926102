"""Erases completely also where a user is deleted by Django's own means (`user.delete()`, a shell)."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone

from accounts.erasing import cache_entries, delete_rows
from accounts.erasing.person_identifiers import Person
from accounts.erasing.personal_data_registry import known
from accounts.models import Erasure, User


@receiver(pre_delete, sender=User, dispatch_uid="accounts.erasing")
def take_along(sender: type[User], instance: User, **_more: Any) -> None:
    """Remove what has no foreign key to the user, and the files once the transaction commits.

    The cascade does the rest.

    Runs inside the transaction of the deletion, so it calls no other server.
    """
    person = known(instance)
    files = list(delete_rows.files(instance.pk))
    if not Erasure.objects.filter(person=instance).exists():
        Erasure.objects.create(counts=delete_rows.count(instance.pk), finished_at=timezone.now())
    delete_rows.forget(person)
    transaction.on_commit(partial(_forget_outside, person, files), robust=True)


def _forget_outside(person: Person, files: Sequence[tuple[Storage, str]]) -> None:
    for storage, name in files:
        storage.delete(name)
    cache_entries.forget(person)
