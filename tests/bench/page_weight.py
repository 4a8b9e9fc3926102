"""What the form weighs in a browser that has never been here: every byte of the page and of all that it names."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from tests.bench.result_row import Row
from tests.support.http_visitor import Visitor

_CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
_FETCHED = {"script": "src", "img": "src", "use": "href", "source": "src", "iframe": "src"}
_LINKS = {"stylesheet", "icon", "manifest", "preload", "modulepreload", "apple-touch-icon"}


class _Reader(HTMLParser):
    """Collects the addresses that a browser fetches by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "link" and _LINKS & set(at.get("rel", "").split()):
            self.found.append(at.get("href", ""))
        elif tag in _FETCHED:
            self.found.append(at.get(_FETCHED[tag], ""))


def weigh(visitor: Visitor, address: str) -> Iterator[Row]:
    """Bytes of the bodies as they cross the wire, and how many addresses lie on other hosts."""
    waiting, seen, sizes, others = [address], {address}, {}, set()
    while waiting:
        url = waiting.pop()
        answer = visitor.session.get(
            url, headers={"Accept-Encoding": "gzip, br"}, stream=True, timeout=60
        )
        answer.raise_for_status()
        sizes[url] = len(answer.raw.read(decode_content=False))
        for found in named_in(
            visitor.session.get(url, timeout=60).text, answer.headers["Content-Type"]
        ):
            full = urljoin(url, found).partition("#")[0]
            if urlsplit(full).netloc != urlsplit(address).netloc:
                others.add(full)
            elif full not in seen:
                seen.add(full)
                waiting.append(full)
    kilobytes = sum(sizes.values()) / 1024
    more = f" ({sizes[address] / 1024:.1f} KB the page, {len(sizes) - 1} files beside it)"
    yield Row.at_most("Weight of the form, compressed, everything", kilobytes, 45, " KB", more=more)
    yield Row.exactly("Requests of the form to other hosts", len(others), 0)


def named_in(text: str, kind: str) -> list[str]:
    """The addresses in a page or a style sheet that are fetched with it."""
    if "html" in kind:
        reader = _Reader()
        reader.feed(text)
        return [each for each in reader.found if each and not each.startswith("data:")]
    if "css" in kind:
        found = (first or second for first, second in _CSS_URL.findall(text))
        return [each for each in found if not each.startswith("data:")]
    return []
