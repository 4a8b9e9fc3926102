"""auth.atlassian.com, and the calls about tokens at api.atlassian.com: consent, tokens, sites, /me."""

from __future__ import annotations

from flask import Blueprint

from sandbox.oauth import accessible_resources, consent, home, identity, token_endpoint


def oauth_blueprint() -> Blueprint:
    """All that is not a product's own API."""
    blueprint = Blueprint("oauth", __name__)
    for module in (home, consent, token_endpoint, accessible_resources, identity):
        module.register(blueprint)
    return blueprint
