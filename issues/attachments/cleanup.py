"""Deletes local copies of files every night: those that Jira has, and those that will never be sent."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.db.models import Q
from django.utils import timezone

from issues.attachments.delete_files import drop_bytes
from issues.models import AddedFile, Attachment, State
from issues.models.added_file import FOLDER as ADDED

logger = logging.getLogger(__name__)

FOLDER = "attachments"
# A file without a row that is newer than this may still be in the process of being stored.
_YOUNG = timedelta(days=1)


def let_go() -> int:
    """Delete copies some time after Jira has them, or after they or their report or comment were withdrawn.

    Returns how many. The row stays and records when. A file that will be looked for again keeps its copy until then.
    """
    before = timezone.now() - timedelta(days=settings.FILES_KEPT_DAYS)
    own = Q(state__in=(State.FILED, State.WITHDRAWN), state_since__lt=before)
    return _let_go(
        Attachment,
        own | Q(submission__state=State.WITHDRAWN, submission__state_since__lt=before),
    ) + _let_go(AddedFile, own | Q(comment__state=State.WITHDRAWN, comment__state_since__lt=before))


def _let_go(model: type[Attachment | AddedFile], over: Q) -> int:
    gone, rows = 0, model._default_manager
    for row in rows.filter(over, deleted_at=None, recheck_at=None).iterator():
        # Check again: its report may have become a draft in the meantime.
        still_over = rows.filter(over, pk=row.pk, deleted_at=None)
        if still_over.update(deleted_at=timezone.now()):
            drop_bytes(row)
            gone += 1
    return gone


def sweep_up(storage: Storage = default_storage) -> int:
    """Delete files without a row that needs them: the process crashed, or the report was deleted."""
    return _sweep_up(storage, FOLDER, Attachment) + _sweep_up(storage, ADDED, AddedFile)


def _sweep_up(storage: Storage, top: str, model: type[Attachment | AddedFile]) -> int:
    try:
        folders, _files = storage.listdir(top)
    except OSError:  # nothing was ever stored
        return 0
    gone = 0
    for each in folders:
        folder = f"{top}/{each}"
        names = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
        rows = model._default_manager.filter(file__in=names, deleted_at=None)
        needed = rows.order_by().values_list("file", flat=True)
        for name in set(names) - set(needed):
            gone += _delete_if_old(storage, name)
    return gone


def _delete_if_old(storage: Storage, name: str) -> bool:
    try:
        if timezone.now() - storage.get_modified_time(name) < _YOUNG:
            return False
        storage.delete(name)
    except OSError as error:
        logger.warning("%s was not deleted: %s", name, error)
        return False
    return True
