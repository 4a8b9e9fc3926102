"""The admin pages for reports, comments, forms, queries, and what is followed in Jira."""

from issues.admin import (
    acts,
    bugforms,
    comments,
    followed_projects,
    saved_queries,
    submissions,
    text_view_log,
    webhooks,
)

__all__ = [
    "acts",
    "bugforms",
    "comments",
    "followed_projects",
    "saved_queries",
    "submissions",
    "text_view_log",
    "webhooks",
]
