"""auth.atlassian.com, and what api.atlassian.com says about tokens: consent, tokens, sites, /me."""

from __future__ import annotations

from flask import Blueprint

from sandbox.oauth import consent, home, identity, resources, token


def oauth_blueprint() -> Blueprint:
    """All that is not a product's own API."""
    blueprint = Blueprint("oauth", __name__)
    for module in (home, consent, token, resources, identity):
        module.register(blueprint)
    return blueprint
