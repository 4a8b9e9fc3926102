"""The type of a signed-in user's request, and how pages are rendered."""

from django.http import HttpRequest

from accounts.models import User


class SignedIn(HttpRequest):
    """A request behind `login_required`."""

    user: User
