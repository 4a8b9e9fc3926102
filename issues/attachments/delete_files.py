"""Deletes files that were not sent, and local copies."""

import logging
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from issues.forms.drafts import OPEN
from issues.models import Attachment, State, StoredFile

logger = logging.getLogger(__name__)


def discard(attachment: Attachment) -> bool:
    """Delete a file that was not sent. False: it is too late for that, and the file stays."""
    return discard_all(Attachment.objects.filter(pk=attachment.pk)) > 0


def discard_all(files: QuerySet[Attachment]) -> int:
    """Delete those of *files* that were not sent. Returns how many."""
    rows = files.filter(tries=0, state__in=(State.DRAFT, State.QUEUED), submission__state__in=OPEN)
    gone = 0
    for each in list(rows):
        deleted, _models = rows.filter(pk=each.pk).delete()
        if deleted and each.deleted_at is None:
            transaction.on_commit(partial(drop_bytes, each))
        gone += deleted
    return gone


def drop_bytes(attachment: StoredFile) -> None:
    """Delete the local copy. The nightly clean-up finds what cannot be deleted now."""
    try:
        attachment.file.storage.delete(str(attachment.file.name))
    except OSError as error:
        logger.warning("the copy of %s was not deleted: %s", attachment.pk, error)
