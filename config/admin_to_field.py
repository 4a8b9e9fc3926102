"""Removes an empty `_to_field` from requests, which makes Django's administration raise FieldDoesNotExist.

It checks the name of the field only where there is one, and then looks for a field without a name. Source:
django.contrib.admin.options, `get_object`.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.admin.options import TO_FIELD_VAR
from django.http import HttpRequest, HttpResponse, QueryDict


class AdminToFieldMiddleware:
    """Must come after CsrfViewMiddleware, which has read the form by then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Called before the view."""
        if request.GET.get(TO_FIELD_VAR) == "":
            request.GET = _without(request.GET)  # type: ignore[assignment]  # what Django puts there
        if request.method == "POST" and request.POST.get(TO_FIELD_VAR) == "":
            request.POST = _without(request.POST)  # type: ignore[assignment]


def _without(given: QueryDict) -> QueryDict:
    changed = given.copy()
    del changed[TO_FIELD_VAR]
    return changed
