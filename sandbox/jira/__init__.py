"""The simulated Jira: data, validation, search and the REST operations.

`jira_blueprint()` and `agile_blueprint()` are mounted at the gateway and at the sites. `seed` fills a new world.
`facts` has what the control API shows.
"""

from flask import Blueprint

from sandbox.jira import control_api_json, seed
from sandbox.jira.browse import browse_blueprint
from sandbox.jira.media import media_blueprint
from sandbox.jira.operation import AGILE, SERVICE_DESK, mount
from sandbox.jira.operations import ALL

__all__ = [
    "agile_blueprint",
    "browse_blueprint",
    "control_api_json",
    "jira_blueprint",
    "media_blueprint",
    "seed",
    "service_desk_blueprint",
]


def jira_blueprint() -> Blueprint:
    """The REST API, to be mounted below `/rest/api/<int:version>`."""
    assert ALL  # importing the modules registers their operations
    return mount(Blueprint("jira", __name__))


def agile_blueprint() -> Blueprint:
    """Jira Software's REST API, to be mounted below `/rest/agile/1.0`."""
    return mount(Blueprint("agile", __name__), AGILE)


def service_desk_blueprint() -> Blueprint:
    """Jira Service Management's REST API, to be mounted below `/rest/servicedeskapi`."""
    return mount(Blueprint("service-desk", __name__), SERVICE_DESK)
