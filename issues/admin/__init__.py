"""What those who run Lodge see of reports and forms."""

from issues.admin import bugforms, submissions

__all__ = ["bugforms", "submissions"]
