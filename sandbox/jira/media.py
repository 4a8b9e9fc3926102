"""The media host: the bytes of files at addresses that carry a token of their own.

It is another host than the gateway ("localhost", not "127.0.0.1"), as `api.media.atlassian.com` is. The token is in
the address. A call with an Authorization header would hand a secret to another service, so it is refused and noted.
"""

import hashlib
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, request

from sandbox.jira.file_answer import content
from sandbox.jira.model import Attachment
from sandbox.world import World, current_world

CLIENT = "5f0f2f0e-4a52-4c4c-9d43-3a1f9a1c7e10"


def address_of(world: World, one: Attachment) -> str:
    """Where `attachment/content` redirects to."""
    port = urlsplit(world.base_url).port
    query = {"token": token_of(world, one), "client": CLIENT, "name": one.filename}
    return f"http://localhost:{port}/file/{media_id(world, one)}/binary?{urlencode(query)}"


def media_id(world: World, one: Attachment) -> str:
    """The id that an ADF `media` node names."""
    return world.uuid("media", one.id)


def token_of(world: World, one: Attachment) -> str:
    """The token in the address of a file."""
    return hashlib.sha256(f"{world.salt}/media/{one.id}/{one.sha256}".encode()).hexdigest()


def media_blueprint() -> Blueprint:
    """The host's one address, and its thumbnail."""
    blueprint = Blueprint("media", __name__)
    blueprint.get("/file/<uuid:media>/binary")(binary)
    return blueprint


def binary(media: object) -> Response:
    """The bytes of a file, or a part of them."""
    world = current_world()
    if "Authorization" in request.headers:
        world.event("credentials_leaked", path="/file")
        return Response(status=400)
    found = next(
        (one for one in world.table(Attachment) if media_id(world, one) == str(media)), None
    )
    if found is None or request.args.get("token") != token_of(world, found):
        return Response(status=403)
    return content(found)
