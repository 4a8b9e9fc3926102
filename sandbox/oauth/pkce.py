"""PKCE (RFC 7636), in the possible behaviours of Atlassian: the knob `pkce`."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256

from sandbox.oauth_records import Code
from sandbox.world import World


def refused_request(world: World, args: Mapping[str, str]) -> dict[str, str]:
    """The parameters of an error redirect instead of a consent page. Empty when the request is valid."""
    given = {name for name in ("code_challenge", "code_challenge_method") if args.get(name)}
    if world.config.pkce == "refused" and given:
        return _invalid("Unsupported parameter: code_challenge")
    if world.config.pkce == "enforced" and not args.get("code_challenge"):
        return _invalid("Missing required parameter: code_challenge")
    if world.config.pkce == "enforced" and args.get("code_challenge_method") != "S256":
        return _invalid("Unsupported code_challenge_method")
    return {}


def refused_exchange(
    world: World, code: Code, given: Mapping[str, str]
) -> tuple[int, str, str] | None:
    """Status, error and description of the token endpoint's refusal. None when the exchange is valid."""
    verifier = given.get("code_verifier", "")
    if world.config.pkce == "refused_at_exchange" and verifier:
        return 400, "invalid_request", "Unknown parameter: code_verifier"
    if world.config.pkce != "enforced":
        return None
    digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return (
        None
        if digest == code.challenge
        else (403, "invalid_grant", "Failed to verify code verifier")
    )


def _invalid(description: str) -> dict[str, str]:
    return {"error": "invalid_request", "error_description": description}
