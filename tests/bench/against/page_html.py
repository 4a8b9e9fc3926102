"""HTML of both builds, page by page. Each difference has a reason; all are in `var/against/html.diff`."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher, unified_diff

from tests.bench.against.contestants import Contestant
from tests.bench.against.wanted_differences import REASONS
from tests.bench.result_row import Row
from tests.support.paths import ROOT

# What differs from one answer to the next of the same build.
CHANGING = (
    (re.compile(r'(csrfmiddlewaretoken" value=")[^"]+|("X-CSRFToken": ")[^"]+'), r"\1\2…"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UUID"),
    (re.compile(r'(name="tab" value=")[0-9a-f]+'), r"\1TAB"),
    (re.compile(r"\.[0-9a-f]{12}\.(js|css|svg)"), r".HASH.\1"),
    (re.compile(r"127\.0\.0\.1:\d+"), "HOST"),
    (re.compile(r"person[0-9a-f]{12}"), "PERSON"),
    (re.compile(r"DEMO-\d+"), "DEMO-1"),
    (re.compile(r"case \d+"), "case 1"),
    (re.compile(r"customfield_\d+"), "customfield_1"),
    (
        re.compile(
            r'(<option value="|type="(?:checkbox|radio)"[^>]*value=")\d+|(id_customfield_1_)\d+'
        ),
        r"\1\2N",
    ),
    (re.compile(r"\d+ (second|minute)s? ago"), "just now"),
    (
        re.compile(r"\d\d? [A-Z][a-z]+ \d{4}|\d{4}-\d\d-\d\d|\d\d?:\d\d(:\d\d)?( [ap]\.m\.)?"),
        "WHEN",
    ),
)


def measure(ours: Contestant, theirs: Contestant, revision: str, small: bool) -> Iterator[Row]:
    """How many pages are alike, what the others differ by, and how many differences have no reason."""
    mine, other = ours.wish("pages"), theirs.wish("pages")
    reasons: Counter[str] = Counter()
    listed: list[str] = []
    alike = without = 0
    for name, page in mine.items():
        before, after = pieces(other[name]), pieces(page)
        alike += before == after
        listed += unified_diff(before, after, f"{revision}: {name}", f"now: {name}", "", "", 1, "")
        for change in changes(before, after):
            reason = reason_of(change)
            reasons[reason] += 1
            without += not reason
    file = ROOT / "var" / "against" / "html.diff"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(listed), encoding="utf-8")
    for reason, count in reasons.most_common():
        print(f"    {count:5} {reason or 'no reason: see ' + str(file.relative_to(ROOT))}")
    what = f"HTML of {len(mine)} pages against {revision}: differences without a reason"
    more = f" ({alike} alike, {sum(reasons.values())} differences)"
    yield Row.at_most(what, without, 0, "", more=more)


def pieces(page: str) -> list[str]:
    """A page as its tags and texts, without what changes from one answer to the next."""
    for pattern, instead in CHANGING:
        page = pattern.sub(instead, page)
    return [each.strip() for each in re.split(r"(?=<)|(?<=>)", page) if each.strip()]


def changes(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Each stretch that differs, what went and what came, as one text."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind != "equal":
            yield "\n".join([*before[first:last], *after[start:end]])


def reason_of(change: str) -> str:
    """The first reason that fits; "" where none does."""
    return next((reason for reason, pattern in REASONS.items() if pattern.search(change)), "")
