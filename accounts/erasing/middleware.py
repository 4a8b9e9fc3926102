"""Signs out a user who is erased during a request."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User


class ErasedUserMiddleware:
    """Must come after MessageMiddleware. The database refuses new rows of an erased user; this is not an error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Redirect to the sign-in page where that is the cause."""
        user = request.user
        if not isinstance(exception, IntegrityError) or not user.is_authenticated:
            return None
        if User.objects.filter(pk=user.pk, erasing_since=None).exists():
            return None
        logout(request)
        messages.warning(
            request, _("This account is being erased. What you just sent was not kept.")
        )
        return redirect("accounts:sign-in")
