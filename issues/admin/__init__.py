"""What those who run Lodge see of reports and forms."""

from issues.admin import bugforms, comments, inspections, submissions

__all__ = ["bugforms", "comments", "inspections", "submissions"]
