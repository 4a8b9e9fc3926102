"""The REST operations, one small function each. Importing a module registers its operations."""

from types import ModuleType

from sandbox.jira.operations import (
    attachments,
    boards,
    changelogs,
    comments,
    createmeta,
    issues,
    jql_reference,
    lists,
    picker,
    projects,
    properties,
    search,
    server,
    service_desks,
    service_requests,
    transitions,
    users,
    votes,
    watchers,
    webhooks,
)

ALL: tuple[ModuleType, ...] = (
    attachments,
    boards,
    changelogs,
    comments,
    createmeta,
    issues,
    jql_reference,
    lists,
    picker,
    projects,
    properties,
    search,
    server,
    service_desks,
    service_requests,
    transitions,
    users,
    votes,
    watchers,
    webhooks,
)
