"""Which origins are configured, and may be sent credentials and reached wherever they are."""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings


def configured() -> frozenset[str]:
    """The origins of Atlassian's servers and of the issuer of single sign-on, as the settings name them."""
    atlassian = (settings.ATLASSIAN_AUTH_URL, settings.ATLASSIAN_API_URL)
    return _origins(*atlassian, settings.ATLASSIAN_MEDIA_URL, settings.OIDC_ISSUER)


def for_credentials() -> frozenset[str]:
    """Those that credentials may be sent to. The media host is none of them."""
    return _origins(settings.ATLASSIAN_AUTH_URL, settings.ATLASSIAN_API_URL)


def for_media() -> frozenset[str]:
    """The one that addresses with a token of their own may be sent to."""
    return _origins(settings.ATLASSIAN_MEDIA_URL)


@lru_cache(maxsize=64)
def _origins(*urls: str) -> frozenset[str]:
    parts = [urlsplit(url.lower()) for url in urls if url]
    return frozenset(f"{each.scheme}://{each.netloc}" for each in parts)
