"""Pages are compressed, where the browser can: their HTML is three quarters of what the form is over the wire.

BREACH (CVE-2013-3587) reads a secret from the length of compressed answers that also hold a text of the attacker.
docs/decisions/0066 says why that is not possible here.
"""

from typing import TYPE_CHECKING

from django.middleware.gzip import GZipMiddleware

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class CompressedPagesMiddleware(GZipMiddleware):
    """Django's, for HTML alone: pictures and spreadsheets are packed already, and files are sent as they are.

    It adds up to 100 random bytes to each answer, so that its length says little.
    """

    def process_response(
        self, request: "HttpRequest", response: "HttpResponseBase"
    ) -> "HttpResponseBase":
        """Compress a page that is sent at once."""
        if response.streaming or not response.headers.get("Content-Type", "").startswith(
            "text/html"
        ):
            return response
        return super().process_response(request, response)
