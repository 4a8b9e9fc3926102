"""Filters error pages and mails to admins: no cookies, no secrets, and no text that a user typed.

A broken form contains a draft, and a query may contain its summary, so only names and sizes are shown.
"""

import re
from collections.abc import ItemsView
from typing import Any

from django.http import HttpRequest
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from config.request_tracing import person_of

_WITH_QUERIES = ("HTTP_REFERER", "REQUEST_URI", "RAW_URI")


def _size(value: object) -> str:
    return f"… ({len(str(value))} characters)"


def _who(request: HttpRequest) -> str:
    """The user's id."""
    number = person_of(request)
    return f"number {number}" if number else ""


class RedactingExceptionReporterFilter(SafeExceptionReporterFilter):
    """Django's filter, also with DEBUG on, and without any local variables."""

    hidden_settings = re.compile(
        r"API|AUTH|TOKEN|KEY|SECRET|PASS|SIGNATURE|HTTP_COOKIE|DATABASE|REDIS|BROKER|EMAIL|CACHES",
        re.IGNORECASE,
    )

    def is_active(self, request: HttpRequest | None) -> bool:
        """Always: a page with secrets helps no developer."""
        return True

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: Any
    ) -> ItemsView[str, Any]:
        """No local variables: one may be a code, a password or a response of the token endpoint."""
        return {}.items()

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """The names of the fields, and the lengths of their texts."""
        return (
            {} if request is None else {name: _size(value) for name, value in request.POST.items()}
        )

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        """Without the query strings of URLs."""
        meta: dict[str, Any] = super().get_safe_request_meta(request)
        meta.pop("QUERY_STRING", None)
        for name in _WITH_QUERIES:
            if name in meta:
                meta[name] = str(meta[name]).partition("?")[0]
        return meta


class QuietExceptionReporter(ExceptionReporter):
    """Django's reporter, without query strings and file names, and with only the user's id."""

    def get_traceback_data(self) -> dict[str, Any]:
        """The data for the templates of Django's reports."""
        data: dict[str, Any] = super().get_traceback_data()
        if self.request is not None:
            data |= {
                "request_GET_items": [
                    (name, _size(text)) for name, text in self.request.GET.items()
                ],
                "request_FILES_items": [
                    (name, _size(file)) for name, file in self.request.FILES.items()
                ],
                "request_insecure_uri": data["request_insecure_uri"].partition("?")[0],
                "user_str": _who(self.request),
            }
        return data
