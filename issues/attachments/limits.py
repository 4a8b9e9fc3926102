"""Lodge's own limits for files, whatever a Jira site accepts."""

from django.conf import settings


def most_bytes() -> int:
    """The largest size of one file, in bytes."""
    most: int = settings.FILE_MAX_BYTES
    return most


def most_files() -> int:
    """The largest number of files of a report."""
    most: int = settings.FILES_PER_REPORT
    return most
