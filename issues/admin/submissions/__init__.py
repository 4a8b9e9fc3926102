"""Reports for those who run Lodge: to read, to prove that nothing was lost, and to put one back on its way."""

from issues.admin.submissions import register

__all__ = ["register"]
