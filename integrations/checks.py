"""System checks of this app's settings. Each names the setting and says what to write."""

import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from integrations import connections, vault

NEEDED = {
    "offline_access": "without it a link lasts one hour",
    "read:me": "Lodge could not tell whose account was linked",
}

_ADDRESSES = ("ATLASSIAN_AUTH_URL", "ATLASSIAN_API_URL")


@checks.register()
def keys_are_usable(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """TOKEN_ENCRYPTION_KEYS seals the tokens, so nothing may start without a usable key."""
    if "TOKEN_ENCRYPTION_KEYS" in dict(settings.ENVIRONMENT_PROBLEMS):
        return []
    return [
        _error(f"TOKEN_ENCRYPTION_KEYS {sentence}", 1)
        for sentence in vault.problems_of(list(settings.TOKEN_ENCRYPTION_KEYS))
    ]


@checks.register(checks.Tags.database)
def stored_tokens_have_their_keys(
    app_configs: Sequence[Any] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Every key that sealed a stored token is configured. Runs before `migrate` and with `check --database`."""
    if not databases or vault.problems_of(list(settings.TOKEN_ENCRYPTION_KEYS)):
        return []
    try:
        missing = connections.missing_keys()
    except DatabaseError:  # not reachable or not migrated: other checks report that
        return []
    return [
        checks.Error(
            f"TOKEN_ENCRYPTION_KEYS lacks key {key}, which stored tokens are sealed with.",
            hint="Put it back at the end of the list and run rotate_token_keys; see docs/keys.md.",
            id="integrations.E004",
        )
        for key in missing
    ]


@checks.register()
def scopes_suffice(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """ATLASSIAN_SCOPES must ask for what linking and filing need; Jira's may be classic or granular."""
    asked = set(settings.ATLASSIAN_SCOPES)
    missing = [f"{name}: {why}" for name, why in NEEDED.items() if name not in asked]
    missing += [
        f"a {verb} scope of Jira, such as {verb}:jira-work"
        for verb in ("read", "write")
        if not any(scope.startswith(f"{verb}:") and "jira" in scope for scope in asked)
    ]
    found: list[checks.CheckMessage] = [
        _error(f"ATLASSIAN_SCOPES lacks {each}.", 2) for each in missing
    ]
    if len(asked) > 50:
        said = "ATLASSIAN_SCOPES asks for more than 50 scopes: Atlassian's page breaks."
        found.append(_error(said, 2))
    return found


@checks.register()
def atlassian_is_spoken_to_safely(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """http works only where the settings say http. Warn about it outside a developer's machine."""
    return [
        checks.Warning(
            f"{name} says http: tokens and the client secret travel in clear.",
            hint="Right for a sandbox on this machine; write https for Atlassian.",
            id="integrations.W003",
        )
        for name in _ADDRESSES
        if getattr(settings, name).startswith("http://") and not settings.DEBUG
    ]


@checks.register()
def one_atlassian_is_spoken_to(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Where only one of the two addresses is Atlassian's, its tokens would go to another server."""
    addresses = (settings.ATLASSIAN_AUTH_URL, settings.ATLASSIAN_API_URL)
    if len({address.endswith(".atlassian.com") for address in addresses}) == 1:
        return []
    return [
        checks.Warning(
            f"{name} is not Atlassian's while {other} is: its tokens go to another server.",
            id="integrations.W007",
        )
        for name, other, address in zip(_ADDRESSES, reversed(_ADDRESSES), addresses, strict=True)
        if not address.endswith(".atlassian.com")
    ]


@checks.register()
def authorities_are_there(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """REQUESTS_CA_BUNDLE names a file or a folder: without it no call to Atlassian succeeds."""
    if not settings.CA_BUNDLE:
        return []
    bundle = Path(settings.CA_BUNDLE)
    try:
        if bundle.is_dir():
            return []
        ssl.create_default_context(cafile=str(bundle))
    except FileNotFoundError:
        return [_error("REQUESTS_CA_BUNDLE names a file or folder that is not there.", 6)]
    except OSError:  # ssl.SSLError is one, too
        return [
            _error(
                "REQUESTS_CA_BUNDLE names a file that holds no certificates, or cannot be read.", 6
            )
        ]
    return []


def _error(sentence: str, number: int) -> checks.Error:
    return checks.Error(sentence, id=f"integrations.E{number:03}")
