"""One CSRF token for all forms of a page: Django masks it anew for each, which costs as much as a small template.

The mask differs from page to page, which is what BREACH takes: two answers to one request never hold the same text.
"""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject


def csrf_token(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `csrf_token`, masked on first use. It must come after Django's own, which is always first."""
    return {"csrf_token": SimpleLazyObject(lambda: get_token(request))}
