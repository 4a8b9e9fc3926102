"""The bytes of a file as an HTTP answer, whole or in part."""

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from sandbox.jira.model import Attachment

ICON = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5"
    "f645400000000049454e44ae426082"
)
"""A PNG of one pixel: the thumbnail of what is no picture."""


def content(attachment: Attachment) -> Response:
    """The bytes of a file, or the `Range` asked for (206), never shown in the sandbox's own origin.

    400 for a range that cannot be read, 416 for one that the file does not have.
    """
    response = Response(attachment.data, content_type=attachment.mime_type)
    response.headers["Content-Disposition"] = "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if "Range" in request.headers and request.range is None:
        return Response(status=400)
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=len(attachment.data))
    except RequestedRangeNotSatisfiable:
        return Response(status=416, headers={"Content-Range": f"bytes */{len(attachment.data)}"})
    return response


def thumbnail(attachment: Attachment) -> Response:
    """A small picture of a file: the picture itself, or an icon for what is none."""
    if attachment.mime_type.startswith("image/"):
        return content(attachment)
    return Response(ICON, content_type="image/png")
