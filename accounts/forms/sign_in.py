"""The sign-in form."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts import sign_in_log, sign_in_throttle
from accounts.authentication import named
from accounts.forms.retry_time import clock
from accounts.models import User
from accounts.password_hashing import TooManyAtOnceError


class SignInForm(forms.Form):
    """User name or address, and password. After too many wrong ones it says when to try again."""

    username = forms.CharField(
        label=_("User name or e-mail"),
        max_length=254,
        error_messages={"required": _("Type your user name or your e-mail address")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        error_messages={"required": _("Type your password")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None
        if self.is_bound:
            self.fields["username"].widget.attrs.pop("autofocus")  # the form's errors contain it

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        """Authenticate. An attempt is counted before the check; the error is shown beside the password.

        Raises TooManyAtOnceError (accounts/password_hashing.py), having counted nothing.
        """
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password:
            return self.cleaned_data
        try:
            guess = sign_in_throttle.take(self.request, name)
        except sign_in_throttle.TooManyError as refusal:
            sign_in_log.locked_out(self.request, named(name), refusal.until)
            told = gettext(
                "There were too many wrong passwords. Lodge looks at the next one from %(time)s."
            )
            told %= {"time": clock(refusal.until)}
            self.add_error(None, forms.ValidationError(told, code="too_many"))
            return self.cleaned_data
        try:
            found = authenticate(self.request, username=name, password=password)
        except TooManyAtOnceError:
            guess.give_back()
            raise
        if isinstance(found, User):
            guess.give_back()
            self.user = found
        else:
            sign_in_log.refused(self.request, named(name))
            told = gettext(
                "This name and this password do not belong together. Capital letters count."
            )
            self.add_error("password", forms.ValidationError(told, code="wrong"))
        return self.cleaned_data

    def get_user(self) -> User | None:
        """The authenticated user, once the form is valid. LoginView calls it."""
        return self.user
