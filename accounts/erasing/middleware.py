"""Who is erased while a request of theirs is answered is led to the door."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User


class GoneMiddleware:
    """Stands after MessageMiddleware. The database refused to store anything more of theirs: no fault to be told of."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The sign-in page, where the error comes of that."""
        user = request.user
        if not isinstance(exception, IntegrityError) or not user.is_authenticated:
            return None
        if User.objects.filter(pk=user.pk, erasing_since=None).exists():
            return None
        logout(request)
        messages.warning(request, _("This account is being erased. What you just sent was not kept."))
        return redirect("accounts:sign-in")
