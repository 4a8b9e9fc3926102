"""What error pages and mails to the admins may show: no cookies, no query of the callback, no secret settings."""

import re
from collections.abc import ItemsView
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class RedactingExceptionReporterFilter(SafeExceptionReporterFilter):
    """Django's filter, on even with DEBUG, wider: local variables are left out altogether."""

    hidden_settings = re.compile(
        r"API|AUTH|TOKEN|KEY|SECRET|PASS|SIGNATURE|HTTP_COOKIE|DATABASE|REDIS|BROKER|EMAIL|CACHES",
        re.IGNORECASE,
    )

    def is_active(self, request: HttpRequest | None) -> bool:
        """Always: a page that shows secrets helps nobody, not even a developer."""
        return True

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: Any
    ) -> ItemsView[str, Any]:
        """No local variables: one of them may be a code, a password or an answer of the token endpoint."""
        return {}.items()
