"""Sets of granular scopes that several operations need, from Atlassian's OpenAPI document."""

READ = "read:jira-work"
WRITE = "write:jira-work"
USERS = "read:jira-user"

ISSUE = (
    "read:issue-meta:jira read:issue-security-level:jira read:issue.vote:jira read:issue.changelog:jira "
    "read:avatar:jira read:issue:jira read:status:jira read:user:jira read:field-configuration:jira"
)
CREATEMETA = "read:issue-meta:jira read:avatar:jira read:field-configuration:jira"
PROJECT = (
    "read:issue-type:jira read:project:jira read:project.property:jira read:user:jira "
    "read:application-role:jira read:avatar:jira read:group:jira read:issue-type-hierarchy:jira "
    "read:project-category:jira read:project-version:jira read:project.component:jira"
)
COMMENT = (
    "read:comment:jira read:comment.property:jira read:group:jira read:project:jira "
    "read:project-role:jira read:user:jira read:avatar:jira"
)
PERSON = "read:application-role:jira read:group:jira read:user:jira read:avatar:jira"
SEARCH_BY_GET = (
    "read:issue-details:jira read:audit-log:jira read:avatar:jira read:field-configuration:jira "
    "read:issue-meta:jira"
)
SEARCH_BY_POST = (
    "read:issue-details:jira read:field.default-value:jira read:field.option:jira read:field:jira "
    "read:group:jira"
)
