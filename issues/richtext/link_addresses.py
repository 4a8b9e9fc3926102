"""Addresses: which may become links, and where bare ones begin and end in a text.

This is GitHub's rule: the extended autolinks of its specification, 6.9, and its reader cmark-gfm where that is
silent. Two differences: any Unicode space ends an address, and so does a closing bracket without an opening one.
Every function is linear on any text.
"""

import re
import unicodedata
from collections.abc import Iterator

# Of the schemes that Atlassian's editor makes links of (`isSafeUrl` of npm @atlaskit/adf-schema 57.7.22), those that
# GitHub's readers know. The others there (file, smb, ssh, git, skype and so on) stay text: they open programs.
_SAFE = re.compile(
    r"(?:(?:https?|ftps?)://[^\s/?#\\]|(?:mailto|xmpp|tel):[^\s?#])[^\s\x00-\x20\x7f-\x9f\\]*\Z",
    re.IGNORECASE,
)
_SCHEME_BEFORE = re.compile(r"(?<![A-Za-z])(?:https?|ftp)\Z", re.IGNORECASE)
_RUN = re.compile(r"[^\s<\[\]]*")
_HOST = re.compile(r"(?:\\?[A-Za-z0-9._-])*")
_LONG = 10  # above this many dots, underscores in a host no longer matter
_ENTITY = re.compile(r"&[A-Za-z]+;\Z")
# the last one is ours: GitHub finds no address within brackets
_BEFORE_WWW = frozenset(["", *" \t\n\v\f\r*_~(["])
_LOCAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.+-_"
_PROTOCOL = re.compile(r"(?<![A-Za-z0-9])(?:mailto|xmpp):\Z")
_AFTER_AT = re.compile(r"(?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9]))+")
_AFTER_AT_OF_XMPP = re.compile(r"(?:[A-Za-z0-9_/-]|\.(?=[A-Za-z0-9]))+")


def is_safe(href: object) -> bool:
    """True for http, https, ftp, mailto, xmpp and tel addresses without spaces and control characters."""
    return isinstance(href, str) and _SAFE.match(href) is not None


def trimmed(url: str) -> str:
    """A bare `url` without the punctuation of its sentence."""
    extra = url.count(")") - url.count("(")
    end = len(url)
    while end:
        last = url[end - 1]
        if last == ")" and extra > 0:
            extra -= 1
        elif last == ";" and (entity := _ENTITY.search(url, max(0, end - 40), end)):
            end = entity.start() + 1
        elif last not in "?!.,:;*_~'\"":
            break
        end -= 1
    return url[:end]


def url_at_colon(source: str, colon: int, end: int) -> str | None:
    """The bare http, https or ftp address in `source[:end]` whose `://` is at `colon`, or None."""
    if not source.startswith("://", colon, end):
        return None
    scheme = _SCHEME_BEFORE.search(source[max(0, colon - 6) : colon])
    if not scheme or not _host(source, colon + 3, end):
        return None
    return scheme.group() + trimmed(_to_its_end(source, colon, end))


def www_at(source: str, position: int, end: int) -> str | None:
    """The address without a scheme that begins with `www.` at `position` in `source[:end]`, or None."""
    if (
        not source.startswith("www.", position, end)
        or source[position - 1 : position] not in _BEFORE_WWW
    ):
        return None
    if "." not in _host(source, position, end):
        return None
    name = trimmed(_to_its_end(source, position, end))
    return name if name > "www." else None


def _to_its_end(source: str, position: int, end: int) -> str:
    """`source` from `position` to a space, "<", or a square bracket without an opening one."""
    depth, start = 0, position
    while position < end:
        run = _RUN.match(source, position, end)
        position = run.end() if run else position
        bracket = source[position : position + 1] if position < end else ""
        depth += {"[": 1, "]": -1}.get(bracket, 0)
        if bracket not in ("[", "]") or depth < 0:
            break
        position += 1
    return source[start:position]


def _host(source: str, position: int, end: int) -> str:
    """The ASCII host name at `position`. Empty where there is none.

    A name with "_" in its last two parts is not a host name.
    """
    first = source[position : position + 1]
    if not first or unicodedata.category(first)[0] in "PZ" or first in "$+<=>^`|~":
        return ""
    match = _HOST.match(source, position + 1, end) if first.isascii() else None
    host = first + match.group() if match else first
    # as in cmark-gfm: the end of the text belongs to no host
    if position + len(host) == end:
        host = host[: max(1, len(host) - 1)]
    host = host.replace("\\", "")
    underscores = "".join(host.split(".")[-2:]).count("_")
    return "" if underscores and host.count(".") <= _LONG else host


def mails(text: str) -> Iterator[tuple[str, str | None]]:
    """`text` in pieces: (piece, None), or (piece, address) for an e-mail or XMPP address."""
    shown = offset = 0  # the offsets of yielded and of examined text
    while (at := text.find("@", offset)) >= 0:
        before = text[offset:at]
        start = at - (len(before) - len(before.rstrip(_LOCAL)))
        protocol = _PROTOCOL.search(text, max(offset, start - 8), start)
        xmpp = protocol is not None and protocol.group() == "xmpp:"
        after = (_AFTER_AT_OF_XMPP if xmpp else _AFTER_AT).match(text, at + 1)
        end = after.end() if after else at + 1
        if text.startswith("@", end):
            offset = at + 1
            continue
        offset = end
        if start < at and after and "." in after.group() and text[end - 1].isalpha():
            start = protocol.start() if protocol else start
            yield text[shown:start], None
            yield text[start:end], ("" if protocol else "mailto:") + text[start:end]
            shown = end
    yield text[shown:], None
