"""Who deletes a person by Django's own means (`user.delete()`, a shell) erases them, too: nothing less is to be had."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone

from accounts.erasing import memory, rows
from accounts.erasing.holdings import known
from accounts.erasing.person import Person
from accounts.models import Erasure, User


@receiver(pre_delete, sender=User, dispatch_uid="accounts.erasing")
def take_along(sender: type[User], instance: User, **_more: Any) -> None:
    """Clear what no key leads to, and the files, if the transaction ends well. The cascade does the rest.

    Inside of the deletion's transaction: nobody is asked anything.
    """
    person = known(instance)
    files = list(rows.files(instance.pk))
    if not Erasure.objects.filter(person=instance).exists():
        Erasure.objects.create(counts=rows.count(instance.pk), finished_at=timezone.now())
    rows.forget(person)
    transaction.on_commit(partial(_forget_outside, person, files), robust=True)


def _forget_outside(person: Person, files: Sequence[tuple[Storage, str]]) -> None:
    for storage, name in files:
        storage.delete(name)
    memory.forget(person)
