"""Preparing forms: Django's own pages for words and order, pages of our own for all that Jira is asked about."""

from issues.admin.bugforms.register import BugFormAdmin

__all__ = ["BugFormAdmin"]
