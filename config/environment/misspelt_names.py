"""Finds the setting that a misspelt name means."""

import difflib
from collections.abc import Iterable

# Names the file that is read instead of `.env`, so it is read from the environment alone.
FILE = "LODGE_ENV_FILE"

# Read from the environment by libraries and by the tools that start processes.
_LIBRARIES = ("AWS_", "CELERY_", "GUNICORN_", "LC_", "MALLOC_", "PG", "PYTHON", "SSL_CERT_")
_MORE = frozenset({"DJANGO_SETTINGS_MODULE", "LANG", "LANGUAGE", "PATH", "TMPDIR", "TZ"})


def belongs_to_a_library(name: str) -> bool:
    """Whether a library or tool reads this name."""
    return name in _MORE or name.startswith(_LIBRARIES)


def nearest(name: str, among: Iterable[str]) -> str | None:
    """The name in *among* that *name* may be misspelt for, or None."""
    folded = {each.upper(): each for each in among}
    close = difflib.get_close_matches(name.upper(), folded, n=1, cutoff=0.8)
    return folded[close[0]] if close else None


def about(name: str, known: Iterable[str]) -> str:
    """A sentence about a *name* that is not one of the *known* ones."""
    near = nearest(name, known)
    return f"is no setting of Lodge; {near} is." if near else "is no setting of Lodge."
