"""Calls of an instance outside of `/rest/api/2`: files, tokens, and a page of an issue for people."""

from __future__ import annotations

import secrets
from datetime import timedelta
from zlib import crc32

from flask import Blueprint, Response, redirect, request

from sandbox.clock import isoformat
from sandbox.data_center.instance import instance_called
from sandbox.data_center.records import PersonalToken
from sandbox.data_center.serving import open_to_all, passed, place_of
from sandbox.jira.browse import page_of
from sandbox.jira.file_answer import content, thumbnail
from sandbox.jira.operation import Call, Problem, respond
from sandbox.jira.operations.attachments import attachment_named
from sandbox.people import Account, DataCenter
from sandbox.world import World, current_world


def register(blueprint: Blueprint, slug: str) -> None:
    """Mount them."""

    def file(number: str, name: str) -> Response:
        """The bytes of a file."""
        return passed(slug, "file", lambda site, account: _file(site, account, number))

    def picture(number: str, name: str) -> Response:
        """A small picture of a file."""
        shown = lambda site, account: _file(site, account, number, small=True)  # noqa: E731
        return passed(slug, "picture", shown)

    def tokens() -> Response:
        """One's own tokens without their secrets, or a new one with it."""
        return passed(slug, "tokens", _tokens)

    def browse(key: str) -> str:
        """An issue, without signing in, because this is a simulation."""
        world = current_world()
        return page_of(world, instance_called(world, slug), key)

    def manifest() -> Response:
        """What the instance is, for anybody, as Application Links ask before there is a link."""
        return open_to_all(_manifest(instance_called(current_world(), slug)))

    def login() -> str:
        """The page that people are sent to who are not signed in."""
        return "<!doctype html><html><head><title>Log in - Jira</title></head><body></body></html>"

    blueprint.get("/secure/attachment/<number>/<path:name>")(file)
    blueprint.get("/secure/thumbnail/<number>/<path:name>")(picture)
    blueprint.route("/rest/pat/latest/tokens", methods=["GET", "POST"])(tokens)
    blueprint.get("/rest/applinks/1.0/manifest")(manifest)
    blueprint.get("/browse/<key>")(browse)
    blueprint.get("/login.jsp")(login)
    blueprint.get("/")(lambda: redirect(f"/_dc/{slug}/login.jsp"))


def _file(site: DataCenter, account: Account, number: str, *, small: bool = False) -> Response:
    call = Call(place_of(site, account), {"number": number})
    try:
        found = attachment_named(call)
    except Problem as problem:
        return respond((problem.body("en"), problem.status))
    return thumbnail(found) if small else content(found)


def _manifest(site: DataCenter) -> dict[str, object]:
    return {
        "id": site.id,
        "name": site.name,
        "typeId": "jira",
        "version": site.release,
        "buildNumber": 100287,
        "applinksVersion": "10.1.2",
        "inboundAuthenticationTypes": [],
        "outboundAuthenticationTypes": [],
        "publicSignup": False,
        "url": site.url,
    }


def _tokens(site: DataCenter, account: Account) -> Response:
    world = current_world()
    if request.method == "GET":
        own = [each for each in world.table(PersonalToken) if each.account_id == account.id]
        return respond([_shape(each) for each in own if each.site_id == site.id])
    sent = request.get_json(silent=True) or {}
    days = sent.get("expirationDuration")
    if not sent.get("name") or not (days is None or (isinstance(days, int) and days > 0)):
        return respond(({"errorMessages": ["A token needs a name."], "errors": {}}, 400))
    token = new_token(world, site, account, str(sent["name"]), days)
    return respond((_shape(token) | {"rawToken": token.id}, 201))


def new_token(
    world: World, site: DataCenter, account: Account, name: str, days: float | None
) -> PersonalToken:
    """Make a personal access token, good for *days*; None: for ever."""
    now = world.clock.now()
    ends = now + timedelta(days=days) if days is not None else None
    token = PersonalToken(secrets.token_urlsafe(33), site.id, account.id, name, now, ends)
    return world.table(PersonalToken).put(token)


def _shape(token: PersonalToken) -> dict[str, object]:
    shape = {
        "id": crc32(token.id.encode()),
        "name": token.name,
        "createdAt": isoformat(token.created_at),
    }
    return shape | ({"expiringAt": isoformat(token.expires_at)} if token.expires_at else {})
