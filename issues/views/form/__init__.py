"""The form of one type of issue, and filing it: stored first, then one try inside the POST."""

from issues.views.form.doors import bug_form, report

__all__ = ["bug_form", "report"]
