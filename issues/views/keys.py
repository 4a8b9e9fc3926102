"""What keys do: a page of its own, which a script also shows over any other."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from issues.views.request import SignedIn


@require_safe
@login_required
def keys(request: SignedIn) -> HttpResponse:
    """The list of them."""
    return render(request, "issues/keys.html")
