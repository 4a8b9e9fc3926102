"""What the views share: whose request it is, and how a page is answered."""

from django.http import HttpRequest

from accounts.models import User


class SignedIn(HttpRequest):
    """A request behind `login_required`."""

    user: User
