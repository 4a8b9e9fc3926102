"""The form of the door."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts import guesses
from accounts.models import User


class SignInForm(forms.Form):
    """A name or an address, and a password. Too many wrong ones are answered with a time."""

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
            self.fields["username"].widget.attrs.pop("autofocus")  # the errors have it

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        """Look up who this is; a wrong guess is counted, and told beside the password."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password:
            return self.cleaned_data
        until = guesses.blocked_until(self.request, name)
        if until:
            clock = date_format(timezone.localtime(until), "H:i")
            told = gettext(
                "There were too many wrong passwords. Lodge looks at the next one from %(time)s (%(zone)s)."
            )
            zone = timezone.get_current_timezone_name()
            self.add_error(None, forms.ValidationError(told % {"time": clock, "zone": zone}, code="too_many"))
            return self.cleaned_data
        found = authenticate(self.request, username=name, password=password)
        if isinstance(found, User):
            self.user = found
        else:
            guesses.count(self.request, name)
            told = gettext("This name and this password do not belong together. Capital letters count.")
            self.add_error("password", forms.ValidationError(told, code="wrong"))
        return self.cleaned_data

    def get_user(self) -> User | None:
        """Who signed in, once the form is valid; LoginView asks for it under this name."""
        return self.user
