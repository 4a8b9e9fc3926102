"""What Lodge itself allows, whatever a Jira site would take."""

from django.conf import settings


def most_bytes() -> int:
    """The most that one file may have, in bytes."""
    most: int = settings.FILE_MAX_BYTES
    return most


def most_files() -> int:
    """How many files a report may have."""
    most: int = settings.FILES_PER_REPORT
    return most
