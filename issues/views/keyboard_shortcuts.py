"""The page about keyboard shortcuts, which a script also shows over any other page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from issues.views.signed_in_request import SignedIn


@require_safe
@login_required
def keys(request: SignedIn) -> HttpResponse:
    """The list of shortcuts."""
    return render(request, "issues/keyboard_shortcuts.html")
