"""Files of reports: kept here, durably and cleaned, until Jira has them and a while longer."""

from issues.attachments.keeping import ClosedError, carry, discard, keep, keep_text, of
from issues.attachments.refusing import FilesRefused, problems

__all__ = ["ClosedError", "FilesRefused", "carry", "discard", "keep", "keep_text", "of", "problems"]
