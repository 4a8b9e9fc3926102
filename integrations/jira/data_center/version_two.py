"""The path of an operation in REST v2."""

from integrations.jira.cloud_dialect import API_PATH as VERSION_THREE

API_PATH = "/rest/api/2"


def path_in_version_two(path: str) -> str:
    """*path* of Cloud at Data Center. Paths of other APIs stay as they are."""
    below = path.removeprefix(VERSION_THREE)
    return path if below == path else API_PATH + below
