"""Compares how Lodge and GitHub's reader (cmark-gfm) read Markdown. Run by hand; See docs/markdown.md.

`python -m tests.campaigns.markdown_against_github 5000` compares 5000 texts of each kind. It exits with 1 where one
differs for a reason that is not listed.
"""

import sys
from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import tests.support.environment  # noqa: F401  # settings, before Django reads them
from issues.richtext.plain_text import clean
from tests.unit.issues.richtext import strategies
from tests.unit.issues.richtext.github_reference import difference, github_runs, our_runs

KINDS: dict[str, st.SearchStrategy[str]] = {
    "addresses": strategies.addresses,
    "documents": strategies.gfm,
}


def compared(texts: st.SearchStrategy[str], count: int) -> Counter[str]:
    """How many of `count` texts differ, by reason; "same" those that do not."""
    found: Counter[str] = Counter()

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(texts.map(clean))
    def compare(text: str) -> None:
        reason = difference(text)
        found[reason or "same"] += 1
        if reason == "?":
            print(
                f"{text!r}\n  GitHub: {github_runs(text)}\n  Lodge:  {our_runs(text)}", flush=True
            )

    compare()
    return found


def main() -> int:
    """Print the figures; 1 where a difference has no reason."""
    count, unknown = int(sys.argv[1]) if len(sys.argv) > 1 else 2000, 0
    for kind, texts in KINDS.items():
        found = compared(texts, count)
        unknown += found["?"]
        same = found.pop("same", 0)
        reasons = (
            ", ".join(f"{reason} {number}" for reason, number in found.most_common()) or "none"
        )
        print(
            f"{kind}: {same + sum(found.values())} texts, {same} the same; differences: {reasons}",
            flush=True,
        )
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
