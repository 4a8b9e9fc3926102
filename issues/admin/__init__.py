"""What those who run Lodge see of reports and forms."""

from issues.admin import submissions

__all__ = ["submissions"]
