"""The form for one type of issue: shown, saved while the user types, and filed."""

from issues.views.form.form_views import bug_form, report

__all__ = ["bug_form", "report"]
