"""The address of Jira's own form, with what a user typed in Lodge's."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from integrations.jira import is_request_type
from issues.forms import values_as_text

# A length that all browsers and servers accept, and Jira's own form too.
LONGEST_ADDRESS = 6000
_INTO_JIRA = (
    "summary",
    "priority",
    "labels",
    "components",
    "versions",
    "fixVersions",
    "environment",
    "description",
)
_TEXTS = frozenset({"summary", "environment", "description", "labels"})


@dataclass(frozen=True)
class IntoJira:
    """The address of Jira's own form with as many values as fit, and the rest to copy, as (name, text)."""

    url: str
    rest: tuple[tuple[str, str], ...] = ()


def into_jira(
    site_url: str,
    project_id: str,
    issue_type_id: str,
    values: Mapping[str, list[str]],
    names: Mapping[str, str],
) -> IntoJira:
    """Jira's own create form, filled in as far as the address allows.

    Short values go first, the description last. No value is cut. Source: "Create issues using direct HTML links".
    A request is raised at a portal, which takes no values.
    """
    if is_request_type(issue_type_id):
        rest = tuple(values_as_text.in_words(values, names, guess=True))
        return IntoJira(f"{site_url}/servicedesk/customer/portals", rest)
    pairs = [("pid", project_id), ("issuetype", issue_type_id)]
    carried = set()
    for name in _INTO_JIRA:
        texts = [text for text in values.get(name, ()) if text]
        more = [(name, text if name in _TEXTS else text.partition("|")[0]) for text in texts]
        if len(urlencode(pairs + more)) <= LONGEST_ADDRESS:
            pairs += more
            carried.add(name)
    address = f"{site_url}/secure/CreateIssueDetails!init.jspa?{urlencode(pairs)}"
    return IntoJira(address, tuple(values_as_text.in_words(values, names, but=carried, guess=True)))
