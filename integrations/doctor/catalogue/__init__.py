"""Every diagnosis, by the place where it is met. Pure: words only."""

from integrations.doctor.catalogue import (
    authorization_server,
    credentials,
    entered,
    gateway,
    jira,
    lodge,
    network,
)
from integrations.doctor.diagnosis import Diagnosis

_ROOMS = (authorization_server, credentials, entered, gateway, jira, lodge, network)

ALL: dict[str, Diagnosis] = {
    each.name: each
    for room in _ROOMS
    for each in vars(room).values()
    if isinstance(each, Diagnosis)
}

__all__ = [
    "ALL",
    "authorization_server",
    "credentials",
    "entered",
    "gateway",
    "jira",
    "lodge",
    "network",
]
