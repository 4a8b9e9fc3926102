"""Files of reports: kept here, durably and cleaned, until Jira has them and a while longer."""

from issues.attachments.carrying import carry, copy_id, copy_ids, elsewhere, to_copy
from issues.attachments.keeping import ClosedError, discard, keep, keep_one, keep_text, of
from issues.attachments.refusing import FilesRefused

__all__ = [
    "ClosedError",
    "FilesRefused",
    "carry",
    "copy_id",
    "copy_ids",
    "discard",
    "elsewhere",
    "keep",
    "keep_one",
    "keep_text",
    "of",
    "to_copy",
]
