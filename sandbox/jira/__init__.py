"""Jira as the sandbox plays it: data, validation, search and the REST operations.

`jira_blueprint()` and `agile_blueprint()` are mounted at the gateway and at the sites; `seed` fills a
fresh world; `facts` is what the control API tells and changes.
"""

from flask import Blueprint

from sandbox.jira import facts, seed
from sandbox.jira.browse import browse_blueprint
from sandbox.jira.operation import AGILE, mount
from sandbox.jira.operations import ALL

__all__ = ["agile_blueprint", "browse_blueprint", "facts", "jira_blueprint", "seed"]


def jira_blueprint() -> Blueprint:
    """The REST API, to be mounted below `/rest/api/<int:version>`."""
    assert ALL  # importing the modules is what registers their operations
    return mount(Blueprint("jira", __name__))


def agile_blueprint() -> Blueprint:
    """Jira Software's REST API, to be mounted below `/rest/agile/1.0`."""
    return mount(Blueprint("agile", __name__), AGILE)
