"""New passwords: for those who know the present one, and for those who forgot it."""

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import guesses, letters, mailing


def rules() -> str:
    """What a password must be like, in one line."""
    return " ".join(password_validators_help_texts())


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # not generic at run time
    """A new password, twice, for somebody who came by a link in a mail."""

    error_messages = {
        **SetPasswordForm.error_messages,
        "password_mismatch": _("The two passwords differ. Type the same one twice."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = rules()
        self.fields["new_password2"].label = _("The new password again")
        self.fields["new_password2"].help_text = ""


class OwnPasswordForm(PasswordChangeForm):
    """A new password, twice, for somebody who knows the present one."""

    error_messages = {
        **NewPasswordForm.error_messages,
        "password_incorrect": _("This is not your present password."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Your present password")
        self.fields["new_password1"].help_text = rules()
        self.fields["new_password2"].label = _("The new password again")
        self.fields["new_password2"].help_text = ""


class ForgottenPasswordForm(forms.Form):
    """Asks for a link to a new password. Whether the address is known is told to its mailbox alone.

    So nobody is looked up here: what is done, and how long it takes, is the same for every address.
    """

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        error_messages={"required": _("Type your e-mail address")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        """Refuse what is asked for too often, and say from when on it is not."""
        address = self.cleaned_data.get("email")
        until = address and guesses.blocked_until(self.request, address, guesses.MAILS)
        if until:
            told = gettext(
                "Lodge was asked for such links several times just now. Look into your mail, among the unwanted "
                "ones, too. If there is none, ask again from %(time)s (%(zone)s)."
            )
            clock = date_format(timezone.localtime(until), "H:i")
            zone = timezone.get_current_timezone_name()
            raise forms.ValidationError(told % {"time": clock, "zone": zone}, code="too_many")
        return self.cleaned_data

    def save(self) -> None:
        """Have a mail written for whoever has that address."""
        address = self.cleaned_data["email"]
        guesses.count(self.request, address, guesses.MAILS)
        mailing.post(letters.RESET, about=address)
