"""The preview of a text: what Jira will get, drawn as Jira draws it, and its size there."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from issues.fieldkinds.base import without_controls
from issues.richtext import LIMIT, size, to_adf, to_html

NEAR = LIMIT * 9 // 10
# Longer than any text written by hand. The conversion of more would take too long.
LONGEST = 20 * LIMIT


@dataclass(frozen=True)
class Preview:
    """The data of templates/parts/text_preview.html. `size` and `limit` are characters of the converted document."""

    html: SafeString
    size: int
    limit: int = LIMIT
    near: int = NEAR

    @property
    def size_said(self) -> str:
        """The size as people write numbers."""
        return _grouped(self.size)

    @property
    def limit_said(self) -> str:
        """The limit as people write numbers."""
        return _grouped(self.limit)

    @property
    def counts(self) -> bool:
        """Whether the size matters. For a short text it confuses, because Jira counts more than what was typed."""
        return self.size > self.limit // 2

    @property
    def warning(self) -> str:
        """What to know near the limit and above it. Empty below."""
        if self.size > self.limit:
            said = _("That is %(over)s too many. The end of it will go into a file.")
            return said % {"over": _grouped(self.size - self.limit)}
        return _("Jira takes little more than this.") if self.size > self.near else ""


def _grouped(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)


def previewed(text: str) -> Preview:
    """The preview of *text* (Markdown, as typed). Beyond LONGEST only its beginning is converted."""
    text = without_controls(text)
    document: dict[str, Any] = to_adf(text[:LONGEST]) if text.strip() else {}
    return Preview(
        to_html(document) if document else SafeString(""),
        size(document) + max(0, len(text) - LONGEST) if document else 0,
    )


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """POST `text`: the rendered preview. 401 with a sentence after signing out."""
    if not request.user.is_authenticated:
        said = _(
            "You are signed out. What you typed is still here: sign in in another tab, then go on."
        )
        return HttpResponse(said, status=401, content_type="text/plain; charset=utf-8")
    return render(
        request, "parts/text_preview.html", {"preview": previewed(request.POST.get("text", ""))}
    )
