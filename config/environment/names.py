"""The names of settings: which of them a misspelt one means."""

import difflib
from collections.abc import Iterable

# Names the file that is read instead of `.env`; so it is looked for in the environment alone.
FILE = "LODGE_ENV_FILE"

# What libraries and the tools that start processes read from the environment themselves.
_LIBRARIES = ("AWS_", "CELERY_", "GUNICORN_", "LC_", "MALLOC_", "PG", "PYTHON", "SSL_CERT_")
_MORE = frozenset({"DJANGO_SETTINGS_MODULE", "LANG", "LANGUAGE", "PATH", "TMPDIR", "TZ"})


def belongs_to_a_library(name: str) -> bool:
    """Whether something else than Lodge asks for it."""
    return name in _MORE or name.startswith(_LIBRARIES)


def nearest(name: str, among: Iterable[str]) -> str | None:
    """The name in *among* that *name* may be misspelt for, or None."""
    folded = {each.upper(): each for each in among}
    close = difflib.get_close_matches(name.upper(), folded, n=1, cutoff=0.8)
    return folded[close[0]] if close else None


def about(name: str, known: Iterable[str]) -> str:
    """A sentence about a *name* that is none of the *known* ones."""
    near = nearest(name, known)
    return f"is no setting of Lodge; {near} is." if near else "is no setting of Lodge."
