"""Knobs: switches between behaviours of Atlassian that are rare, disputed or unverified."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any, get_type_hints


def one_of(*values: object, default: object) -> Any:
    """A dataclass field that takes only these values."""
    return field(default=default, metadata={"values": values})


@dataclass
class Knobs:
    """Every knob with its default. `docs/sandbox.md` describes each."""

    # OAuth
    reuse: str = one_of("siblings", "superseded", default="siblings")
    reconsent: str = one_of("keeps", "replaces", default="keeps")
    refusal: str = one_of("unauthorized_client", "invalid_grant", default="unauthorized_client")
    pkce: str = one_of("ignored", "enforced", "refused", "refused_at_exchange", default="ignored")
    access_token_seconds: int = 3600
    grant_type_mode: str = one_of("account", "resource", default="account")
    omit_refresh_token: bool = False
    granted_scopes: list[str] | None = None
    user_installed_apps_blocked: bool = False
    cycle_period: str = "7"
    # The gateway
    expired_status: int = one_of(401, 403, 404, default=401)
    revoked_status: int = one_of(401, 403, 404, default=401)
    lost_site: str = one_of("not_installed", "forbidden", "not_found", default="not_installed")
    # Jira
    index_lag_seconds: float = 0
    invalid_clauses: str = one_of("refused", "no_rows", default="refused")
    page_token_repeats: bool = False
    properties_refused: bool = False
    comments_show_properties: bool = True
    unloadable_fields: list[str] | None = None
    voting: bool = True
    service_keys: str = one_of("basic", "bearer", default="basic")
    createmeta_denied: str = one_of("message", "empty", default="message")
    key_gap: int = 0
    changelog_created: str = one_of("number", "string", default="string")
    webhooks: str = one_of("delivered", "held", "lost", "twice", default="delivered")
    unreadable_issues: list[str] | None = None
    automation_move: str | None = None

    def update(self, changes: dict[str, Any]) -> None:
        """Set some knobs. Raises ValueError, which names the knob, and then changes nothing."""
        known = {f.name: f for f in fields(self)}
        hints = get_type_hints(Knobs)
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"unknown knob {name!r}; there are: {', '.join(known)}")
            values = known[name].metadata.get("values")
            if values is not None and value not in values:
                raise ValueError(f"{name} must be one of {', '.join(map(str, values))}")
            if values is None and not fits(value, hints[name]):
                raise ValueError(f"{name} must be {hints[name]}, not {value!r}")
        for name, value in changes.items():
            setattr(self, name, value)

    def as_dict(self) -> dict[str, Any]:
        """All switches, JSON-ready."""
        return asdict(self)


def fits(value: object, hint: Any) -> bool:
    """Whether a JSON value fits this annotation."""
    if hint is bool or isinstance(value, bool):
        return hint is bool and isinstance(value, bool)
    if hint is float:
        return isinstance(value, int | float)
    if hint == list[str] | None:
        return value is None or (isinstance(value, list) and all(isinstance(v, str) for v in value))
    return isinstance(value, hint)
