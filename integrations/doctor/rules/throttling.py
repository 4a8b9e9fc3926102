"""Rules for "too many": which quota, and so who waits. Source: Atlassian, "Rate limiting" (Cloud and Data Center)."""

from collections.abc import Callable

from integrations.doctor.catalogue import gateway, jira
from integrations.doctor.diagnosis import AT_DATA_CENTER
from integrations.doctor.facts import Facts
from integrations.doctor.rules import Rule


def _reason(*names: str) -> Callable[[Facts], bool]:
    return lambda facts: facts.header("RateLimit-Reason") in names


def _locked_out(facts: Facts) -> bool:
    """Data Center tells a blocked account to wait for 2^63 - 1 seconds."""
    wait = facts.header("Retry-After")
    return facts.header("X-RateLimit-Limit") == "0" or (wait.isdecimal() and len(wait) > 9)


RULES: tuple[Rule, ...] = (
    (_locked_out, jira.LOCKED_OUT),
    (_reason("jira-quota-global-based"), gateway.WAIT_FOR_ALL),
    (_reason("jira-quota-tenant-based"), gateway.WAIT_FOR_SITE),
    (_reason("jira-per-issue-on-write"), gateway.WAIT_FOR_ISSUE),
    (
        lambda facts: facts.header("RateLimit-Reason").endswith("-per-user"),
        gateway.WAIT_FOR_PERSON,
    ),
    (lambda facts: facts.seen.credential in AT_DATA_CENTER, jira.DC_BUSY),
    (lambda facts: bool(facts.header("X-Failure-Category")), gateway.GATEWAY_BUSY),
    (lambda facts: True, gateway.BURST),
)
