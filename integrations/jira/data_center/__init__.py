"""Data Center's dialect: what Lodge says to Cloud, said to REST v2, and its answers as Cloud would give them. Pure.

Every call of `integrations.jira` is written for Cloud. `spoken` translates one: its path and its body (users by name,
wiki text, other names of what is the same), and the reader of its answer. An operation that Data Center does not have
becomes another one with the same result, or raises Denied.
"""

from integrations.jira.data_center.adapters import spoken
from integrations.jira.data_center.speaker import Speaker

__all__ = ["Speaker", "is_data_center", "spoken"]


def is_data_center(cloud_id: str) -> bool:
    """Whether a site is a Data Center. Cloud ids are UUIDs."""
    return cloud_id.startswith("dc-")
