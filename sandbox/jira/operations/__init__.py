"""The REST operations, one small function each. Importing a module registers what is in it."""

from types import ModuleType

from sandbox.jira.operations import (
    attachments,
    comments,
    createmeta,
    issues,
    lists,
    projects,
    properties,
    search,
    server,
    users,
)

ALL: tuple[ModuleType, ...] = (
    attachments,
    comments,
    createmeta,
    issues,
    lists,
    projects,
    properties,
    search,
    server,
    users,
)
