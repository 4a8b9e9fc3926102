"""Lets go the local copies that nobody needs any more, every night: Jira has them, or nobody will ever send them."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.db.models import Q
from django.utils import timezone

from issues.attachments.keeping import drop_bytes
from issues.models import Attachment, State

logger = logging.getLogger(__name__)

FOLDER = "attachments"
# A file without a row this young may be one that is being stored just now.
_YOUNG = timedelta(days=1)


def let_go() -> int:
    """Delete copies so long after Jira confirmed them, or after they or their report were withdrawn; how many.

    The row stays, and says when. One that is to be looked for again keeps its copy until then.
    """
    before = timezone.now() - timedelta(days=settings.FILES_KEPT_DAYS)
    over = Q(state__in=(State.FILED, State.WITHDRAWN), state_since__lt=before) | Q(
        submission__state=State.WITHDRAWN, submission__state_since__lt=before
    )
    gone = 0
    for row in Attachment.objects.filter(over, deleted_at=None, recheck_at=None).iterator():
        # Asked once more: its report may have become a draft again since.
        if Attachment.objects.filter(over, pk=row.pk, deleted_at=None).update(deleted_at=timezone.now()):
            drop_bytes(row)
            gone += 1
    return gone


def sweep_up(storage: Storage = default_storage) -> int:
    """Delete what lies there without a row that needs it: its process died halfway, or its report was deleted."""
    try:
        reports, _files = storage.listdir(FOLDER)
    except OSError:  # nothing was ever stored
        return 0
    gone = 0
    for report in reports:
        folder = f"{FOLDER}/{report}"
        names = [f"{folder}/{each}" for each in storage.listdir(folder)[1]]
        needed = Attachment.objects.filter(file__in=names, deleted_at=None).values_list("file", flat=True)
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
