"""The admin pages for forms: Django's own for words and order, custom views for all that needs Jira."""

from issues.admin.bugforms.model_admin import BugFormAdmin

__all__ = ["BugFormAdmin"]
