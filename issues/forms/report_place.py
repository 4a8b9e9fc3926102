"""The place of a report: account, site, project and type of issue."""

from dataclasses import dataclass

from integrations import jira


@dataclass(frozen=True)
class Place:
    """Where a report goes, and as which account."""

    account: jira.Account
    site: jira.Site
    project: jira.Project
    issue_type: jira.IssueType

    def columns(self) -> dict[str, str]:
        """The columns of a Submission."""
        return {
            "account_id": self.account.account_id,
            "account_name": self.account.name,
            "cloud_id": self.site.cloud_id,
            "site_name": self.site.name,
            "site_url": self.site.url,
            "project_id": self.project.id,
            "project_key": self.project.key,
            "issue_type_id": self.issue_type.id,
            "issue_type_name": self.issue_type.name,
        }
