"""Files of reports, comments and issues: cleaned, and stored durably until Jira has them and some time after."""

from issues.attachments.add_to_issue import ToIssue, add, of_comment, take_out
from issues.attachments.copy_files import carry, copy_id, copy_ids, elsewhere, to_copy
from issues.attachments.delete_files import discard
from issues.attachments.file_refusals import FilesRefused
from issues.attachments.store_files import ClosedError, keep, keep_one, keep_text, of

__all__ = [
    "ClosedError",
    "FilesRefused",
    "ToIssue",
    "add",
    "carry",
    "copy_id",
    "copy_ids",
    "discard",
    "elsewhere",
    "keep",
    "keep_one",
    "keep_text",
    "of",
    "of_comment",
    "take_out",
    "to_copy",
]
