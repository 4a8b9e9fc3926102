"""accessible-resources and tenant_info: the sites of a grant (atlassian.md a.6 and c)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.authentication import GatewayRefusal, bearer, sites_of
from sandbox.people import Site, site_by_slug
from sandbox.world import current_world

CONFLUENCE_SCOPES = ["read:confluence-space.summary", "read:confluence-props"]


def register(blueprint: Blueprint) -> None:
    """Mount these calls."""
    blueprint.get("/oauth/token/accessible-resources")(accessible_resources)
    blueprint.get("/_sites/<slug>/_edge/tenant_info")(tenant_info)


def accessible_resources() -> Response:
    """One entry per site and product, so that an id may come twice; Confluence comes first."""
    world = current_world()
    token = bearer(world, request)
    jira = [
        scope
        for scope in token.scopes
        if ":jira" in scope or "-jira" in scope or scope.endswith("jira")
    ]
    found: list[dict[str, Any]] = []
    for site in sites_of(world, token):
        if "confluence" in site.products:
            found.append(resource(site, CONFLUENCE_SCOPES, "confluence"))
        if "jira" in site.products and jira:
            found.append(resource(site, jira, "jira"))
    return jsonify(found)


def resource(site: Site, scopes: list[str], product: str) -> dict[str, Any]:
    """One entry."""
    avatar = f"{site.url.partition('/_sites/')[0]}/_static/{product}.svg"
    return {
        "id": site.id,
        "url": site.url,
        "name": site.name,
        "scopes": scopes,
        "avatarUrl": avatar,
    }


def tenant_info(slug: str) -> dict[str, str]:
    """The cloud id behind a site's URL; no authentication."""
    site = site_by_slug(current_world(), slug)
    if site is None:
        raise GatewayRefusal(
            404, {"errorMessage": "Site temporarily unavailable", "errorCode": "OTHER"}
        )
    return {"cloudId": site.id}
