"""Addresses: which may become links, and where they stand bare in a text."""

import re
from collections.abc import Iterator

_SAFE = re.compile(r"(?:https?://[^\s/?#\\]|mailto:[^\s?#])[^\s\x00-\x20\x7f-\x9f\\]*\Z", re.IGNORECASE)
# Linear on any text: the look-behind lets a candidate start only where a word starts, and every part is bounded.
_BARE = re.compile(
    r"(?<![\w.+/@:-])(?:www\.[A-Za-z0-9-]{1,63}\.[^\s<>\[\]\"`\\]{1,2000}"
    r"|[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}(?![\w@-]))"
)
_AFTER_SCHEME = re.compile(r"://[^\s/?#<>\[\]\"`\\|][^\s<>\[\]\"`\\|]*")
_SCHEME_BEFORE = re.compile(r"(?<![A-Za-z0-9.+-])https?\Z", re.IGNORECASE)


def is_safe(href: object) -> bool:
    """True for http, https and mailto addresses without spaces and control characters."""
    return isinstance(href, str) and _SAFE.match(href) is not None


def trimmed(url: str) -> str:
    """A bare `url` without the punctuation of the sentence around it (GFM 6.9, extended autolinks)."""
    extra = url.count(")") - url.count("(")
    end = len(url)
    while end:
        last = url[end - 1]
        if last == ")" and extra > 0:
            extra -= 1
        elif last not in "?!.,:;*_~'":
            break
        end -= 1
    return url[:end]


def url_at_colon(source: str, colon: int, end: int) -> str | None:
    """The bare http(s) address in `source[:end]` whose `://` stands at `colon`, or None."""
    scheme = _SCHEME_BEFORE.search(source[max(0, colon - 6) : colon])
    rest = _AFTER_SCHEME.match(source, colon, end) if scheme else None
    if not scheme or not rest:
        return None
    url = scheme.group() + trimmed(rest.group())
    return url if is_safe(url) else None


def bare(text: str) -> Iterator[tuple[str, str | None]]:
    """`text` in pieces: (piece, None), or (piece, address) for an e-mail address or a www. name."""
    position = 0
    candidates = _BARE.finditer(text) if "@" in text or "www." in text else ()
    for match in candidates:
        shown = trimmed(match.group())
        href = ("mailto:" if "@" in shown and not shown.startswith("www.") else "http://") + shown
        if is_safe(href):
            yield text[position : match.start()], None
            yield shown, href
            position = match.start() + len(shown)
    yield text[position:], None
