"""Lets two builds take turns at the same work, and says what each costs against the other."""

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack

from tests.bench.against import first_page, page_html, pages, refreshing, serving
from tests.bench.against.contestants import REDIS_DATABASES, Contestant, contestant
from tests.bench.against.worktree import worktree
from tests.bench.result_row import Row
from tests.support.paths import ROOT

# Each part of a comparison by its name.
PARTS: dict[str, Callable[[Contestant, Contestant, str, bool], Iterator[Row]]] = {
    "pages": pages.measure,
    "filings": serving.filings,
    "memory": serving.memory,
    "first_page": first_page.measure,
    "refreshing": refreshing.measure,
    "html": page_html.measure,
}


def compare(
    revision: str, server: str, redis: str, names: Collection[str], *, small: bool
) -> Iterator[Row]:
    """The rows of the parts called *names*. *revision*: a commit of this repository, or "." for this tree itself."""
    with ExitStack() as stack:
        roots = (ROOT, ROOT if revision == "." else worktree(revision))
        ours, theirs = (
            stack.enter_context(contestant(root, server, redis, number))
            for root, number in zip(roots, REDIS_DATABASES, strict=True)
        )
        for name in names:
            print(f"… {name}, against {revision}", flush=True)
            try:
                yield from PARTS[name](ours, theirs, revision, small)
            except (OSError, RuntimeError, AssertionError) as error:
                yield Row.unmeasured(name, f"{type(error).__name__}: {error}"[:300])
