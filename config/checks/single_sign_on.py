"""Settings of signing in that are valid alone, and useless or contradictory together."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core import checks

from config.checks.already_reported import is_wrong

_NEEDED = ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
# Without an issuer none of these does anything.
_UNUSED = (*_NEEDED, "OIDC_GROUPS", "OIDC_STAFF", "OIDC_SUPERUSERS", "OIDC_EMAIL_DOMAINS")
_FLAGS = ("OIDC_JOIN_BY_EMAIL", "OIDC_SIGN_OUT")


@checks.register()
def ways_to_sign_in_are_whole(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """One error for each setting that is missing beside another one, or does nothing without it."""
    found = dict(_problems())
    return [
        checks.Error(f"{name} {sentence}", id="config.E011")
        for name, sentence in found.items()
        if not is_wrong(name)
    ]


@checks.register()
def issuer_is_spoken_to_safely(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Over http anybody on the way could say who signs in."""
    if settings.DEBUG or not settings.OIDC_ISSUER.startswith("http://"):
        return []
    return [
        checks.Warning(
            "OIDC_ISSUER says http: who signs in, and the client's secret, travel in clear.",
            hint="Right for an issuer on this machine; write https for all others.",
            id="config.W011",
        )
    ]


def _problems() -> Iterator[tuple[str, str]]:
    if is_wrong("OIDC_ISSUER"):
        return
    if settings.OIDC_ISSUER:
        for name in _NEEDED:
            if not getattr(settings, name):
                yield name, "is missing, while OIDC_ISSUER switches single sign-on on."
    else:
        for name in (*_UNUSED, *_FLAGS):
            if getattr(settings, name):
                yield name, "is not used: OIDC_ISSUER is empty, so there is no single sign-on."
    secret = settings.OIDC_CLIENT_SECRET
    if secret and secret == settings.OIDC_CLIENT_ID:
        yield "OIDC_CLIENT_SECRET", "is the same as OIDC_CLIENT_ID."
    other_ways = settings.OIDC_ISSUER or settings.ATLASSIAN_SIGN_IN_SITES
    if not settings.PASSWORD_SIGN_IN and not other_ways:
        yield "PASSWORD_SIGN_IN", "is false, and no other way to sign in is set up."
