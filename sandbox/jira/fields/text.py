"""Kinds for text: one line, rich text, an address."""

import json
from html import escape
from urllib.parse import urlsplit

from sandbox.jira import adf
from sandbox.jira.fields.base import Kind
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Field
from sandbox.jira.request_context import Place

LIMIT = 32_767


class Line(Kind):
    """A single line of at most 255 characters, a plain string even in REST v3."""

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused for anything but a short string."""
        if not isinstance(value, str):
            raise Refused("not_string")
        if len(value) > 255:
            raise Refused("line_too_long")
        return value or None


class Summary(Kind):
    """The summary: required, one line, at most 255 characters."""

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused, each rule with Jira's own words."""
        if not isinstance(value, str):
            raise Refused("not_string")
        if "\n" in value or "\r" in value:
            raise Refused("summary_newline")
        if len(value) > 255:
            raise Refused("summary_long")
        return value.strip() or None


class RichText(Kind):
    """Description, environment and paragraph fields: ADF in v3, wiki text in v2."""

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """The document or the wiki text. Raises Refused."""
        return rich_text(value, place)

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """In the form of the API version that asks."""
        return show_rich_text(stored, place)


class Url(Kind):
    """A web address."""

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused unless it has a scheme and a host."""
        if not isinstance(value, str):
            raise Refused("not_string")
        try:
            parts = urlsplit(value)
        except ValueError:
            raise Refused("not_url") from None
        if not (parts.scheme in ("http", "https", "ftp") and parts.netloc) or " " in value:
            raise Refused("not_url")
        return value


def rich_text(value: JSON, place: Place) -> JSON:
    """A validated ADF document (v3; its serialized length counts) or wiki text (v2). None when it is empty.

    Raises Refused.
    """
    if place.rich:
        if not adf.is_document(value):
            raise Refused("not_document")
        length = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    elif isinstance(value, str):
        length = len(value)
    else:
        raise Refused("not_string")
    if length > LIMIT:
        raise Refused("too_long")
    return None if not value or (place.rich and adf.says_nothing(value)) else value


def show_rich_text(stored: JSON, place: Place) -> JSON:
    """Stored rich text as ADF for v3 and as text for v2, whichever of them it was sent as."""
    if place.rich:
        return adf.from_text(stored) if isinstance(stored, str) else stored
    return stored if isinstance(stored, str) else adf.to_text(stored)


def rendered(stored: JSON) -> str:
    """Rich text as simple, safe HTML: one paragraph a line."""
    text = stored if isinstance(stored, str) else adf.to_text(stored)
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())
