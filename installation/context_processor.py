"""The context processor that tells templates whether the database is a copy."""

from typing import Any

from django.db import Error
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from installation import copy_guard


def copy(request: HttpRequest) -> dict[str, Any]:
    """`copy_of`: the installation that this database was copied from, or empty."""
    return {"copy_of": SimpleLazyObject(_copy_of)}


def _copy_of() -> str:
    try:
        return copy_guard.elsewhere()
    except Error:  # a page that needs no database
        return ""
