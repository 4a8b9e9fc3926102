"""What every page may ask: whether it is a copy's."""

from typing import Any

from django.db import Error
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from installation import gate


def copy(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `copy_of` is the installation that this database was copied from, or empty."""
    return {"copy_of": SimpleLazyObject(_copy_of)}


def _copy_of() -> str:
    try:
        return gate.elsewhere()
    except Error:  # a page that needs no database
        return ""
