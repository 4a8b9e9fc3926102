"""Redirects on the way to a link, which keep where the user goes on afterwards."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _


def onward(name: str, next_path: str, *args: str) -> HttpResponse:
    """Redirect to a page that first asks or tells something, then goes on to *next_path*."""
    query = f"?{urlencode({'next': next_path})}" if next_path else ""
    return redirect(f"{reverse(name, args=args)}{query}")


def sign_in_first(request: HttpRequest, next_path: str = "") -> HttpResponse:
    messages.info(
        request,
        _("You were signed out. Sign in, then link your account: nothing was changed so far."),
    )
    query = f"?{urlencode({'next': next_path})}" if next_path else ""
    return redirect_to_login(f"{reverse('link:index')}{query}")
