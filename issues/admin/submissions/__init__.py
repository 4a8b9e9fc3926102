"""The admin pages of reports: they prove that nothing was lost, and can make a report due again."""

from issues.admin.submissions import model_admin

__all__ = ["model_admin"]
