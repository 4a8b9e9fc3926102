"""Whether this Lodge can have webhooks, and at which address Jira would deliver them."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

SCOPE = "manage:jira-webhook"


def address() -> str:
    """Where Jira delivers: below PUBLIC_URL, as the callback of the link is."""
    return f"{settings.PUBLIC_URL}{reverse('webhook-delivery')}"


def why_not() -> str:
    """ "" where webhooks can be registered, "scope" or "address" otherwise.

    Jira delivers over https to a public name only. A simulated Atlassian without TLS takes any address.
    """
    if SCOPE not in settings.ATLASSIAN_SCOPES:
        return "scope"
    own = urlsplit(settings.PUBLIC_URL)
    simulated = urlsplit(settings.ATLASSIAN_API_URL).scheme == "http"
    return "" if own.scheme == "https" or simulated else "address"
