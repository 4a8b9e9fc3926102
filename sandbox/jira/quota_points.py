"""What a call costs of the hourly quota: atlassian.md h. One point, one for each issue, project or attachment that is
read, two for each user, group, role or permission. A write costs one.

The cost of `bulkfetch` and of changelogs follows from this rule; Atlassian does not name it.
"""

from sandbox.jira.model import JSON

OBJECTS = {
    "issues": 1,
    "issueChangeLogs": 1,
    "values": 1,
    "issueTypes": 1,
    "comments": 1,
    "permissions": 2,
    "watchers": 2,
}
"""The members of an answer that hold what was read, and the points of each."""


def points_of(method: str, operation: str, answer: JSON) -> int:
    """The points of an answered call."""
    reads = method == "GET" or operation.startswith(("bulk_fetch", "search", "get_"))
    if not reads or answer is None:
        return 1
    if isinstance(answer, list):
        return 1 + len(answer)
    if not isinstance(answer, dict):
        return 1
    listed = [name for name in OBJECTS if isinstance(answer.get(name), list | dict)]
    if not listed:
        return 2
    return 1 + sum(OBJECTS[name] * len(answer[name]) for name in listed)
