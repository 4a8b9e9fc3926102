"""Which accounts elsewhere open Lodge, for buttons."""

from django.conf import settings


def other_ways() -> list[tuple[str, str]]:
    """The ways to sign in without a password of Lodge: their names in addresses, and on buttons."""
    ways = [("oidc", settings.OIDC_NAME)] if settings.OIDC_ISSUER else []
    return [*ways, ("atlassian", "Atlassian")] if settings.ATLASSIAN_SIGN_IN_SITES else ways
