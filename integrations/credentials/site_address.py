"""The address of a Cloud site as an administrator types it, and its cloud id.

Source: support.atlassian.com, "Retrieve my Atlassian site's cloud ID" (`_edge/tenant_info`, without authentication).
"""

import re
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from integrations.errors import IntegrationError, Unavailable
from integrations.transport import Request, send

# Atlassian's own domains for sites of Jira Cloud.
_CLOUD = (".atlassian.net", ".jira.com", ".jira-dev.com")
_CLOUD_ID = re.compile(r"[0-9A-Za-z-]{8,64}")


class AddressRefused(IntegrationError):
    """What was typed is no address of a Cloud site. *code* says why.

    "unreadable", "credentials" (a name or a password in it), "not_cloud" (another host), "scheme" (http), "redirect",
    "not_a_site" (the host has no tenant).
    """

    def __init__(self, code: str, host: str = "") -> None:
        self.code, self.host = code, host
        super().__init__(f"{code} {host}".rstrip())


def cloud_site(typed: str) -> str:
    """The address of the site for any page of it: "https://team.atlassian.net". Raises AddressRefused.

    A stand-in for Atlassian (ATLASSIAN_API_URL) may have its sites below a path; there, the path stays.
    """
    text = typed.strip()
    parts = _split(text if "://" in text else f"https://{text}")
    host = (parts.hostname or "").rstrip(".")
    if parts.username or parts.password:
        raise AddressRefused("credentials", host)
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    if origin == settings.ATLASSIAN_API_URL.lower():
        return origin + parts.path.rstrip("/")
    if not host.endswith(_CLOUD) or parts.port not in (None, 443):
        raise AddressRefused("not_cloud", host)
    if parts.scheme != "https":
        raise AddressRefused("scheme", host)
    return f"https://{host}"


def cloud_id_of(site: str, *, within: float) -> str:
    """The cloud id of the site at that address. Raises AddressRefused, and Unavailable as `send` does."""
    answer = send(Request("GET", f"{site}/_edge/tenant_info", deadline=within))
    if 300 <= answer.status < 400:
        raise AddressRefused("redirect", site)
    if answer.status >= 500 or answer.status == 429:
        raise Unavailable(f"{site} answered {answer.status}")
    body = answer.json()
    found = body.get("cloudId") if isinstance(body, dict) else None
    if answer.status != 200 or not isinstance(found, str) or not _CLOUD_ID.fullmatch(found):
        raise AddressRefused("not_a_site", site)
    return found


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not text.isprintable() or set(text) & set(' \\<>"'):
        raise AddressRefused("unreadable")
    return parts
