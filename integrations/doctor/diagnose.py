"""From one answer to its diagnosis. Pure."""

from integrations.doctor.catalogue import credentials, lodge
from integrations.doctor.diagnosis import Asked, Diagnosis, Seen, Server
from integrations.doctor.facts import Facts
from integrations.doctor.rules import first, jira, login, throttling, tokens


def diagnose(seen: Seen) -> Diagnosis | None:
    """Why this answer does not help, or None where it does."""
    facts = Facts(seen)
    if seen.server is Server.AUTHORIZATION:
        healthy = 200 <= seen.status < 300 and facts.part("access_token")
        return None if healthy else first(tokens.RULES, facts)
    if seen.status == 429:
        return first(throttling.RULES, facts)
    if 200 <= seen.status < 300:
        return _of_success(facts)
    if seen.status >= 500:
        return first(jira.FAILURES, facts)
    if (found := first(login.RULES, facts)) is not None:
        return found
    if seen.server is Server.GATEWAY or seen.at_cloud:
        own = facts.jiras_own and bool(facts.answered_as)
        if not own and (found := first(login.GATEWAY, facts)) is not None:
            return found
    return first(jira.FAILURES, facts)


def _of_success(facts: Facts) -> Diagnosis | None:
    found = first(login.RULES, facts)
    if found is not None:
        return found
    if facts.seen.asked is Asked.SITES:
        return lodge.NO_SITE if facts.empty_list else first(jira.SUCCESSES, facts)
    return first(jira.SUCCESSES, facts)


def of_api_token(site: Seen, gateway: Seen) -> Diagnosis | None:
    """The same for an API token, by what "myself" says at both addresses that it may belong to.

    A scoped token looks at the site exactly like a wrong one; only the gateway tells them apart.
    """
    at_site, at_gateway = diagnose(site), diagnose(gateway)
    if at_site is None:
        return None
    if at_site is credentials.PAIR_REFUSED and at_gateway is None:
        return credentials.SCOPED_TOKEN_AT_SITE
    if (
        at_site is credentials.PAIR_REFUSED
        and at_gateway is not credentials.UNSCOPED_TOKEN_AT_GATEWAY
    ):
        return at_gateway
    return at_site
