"""The REST operations, one small function each. Importing a module registers what is in it."""

from types import ModuleType

from sandbox.jira.operations import (
    attachments,
    boards,
    comments,
    createmeta,
    issues,
    lists,
    picker,
    projects,
    properties,
    search,
    server,
    users,
    watchers,
)

ALL: tuple[ModuleType, ...] = (
    attachments,
    boards,
    comments,
    createmeta,
    issues,
    lists,
    picker,
    projects,
    properties,
    search,
    server,
    users,
    watchers,
)
