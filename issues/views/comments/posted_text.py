"""The text of a comment as posted."""

from django.http import HttpRequest

from issues.fieldkinds.base import without_controls


def posted_text(request: HttpRequest) -> str:
    """POST `text`, with plain line breaks and without characters that nobody types on purpose."""
    return without_controls(request.POST.get("text", "")).strip("\n")
