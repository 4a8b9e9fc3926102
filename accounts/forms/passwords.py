"""New passwords: for those who know the present one, and for those who forgot it."""

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts import audit, guesses, letters, mailing
from accounts.forms.waiting import clock
from accounts.hashing import TooManyAtOnceError


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

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["old_password"].label = _("Your present password")
        self.fields["new_password1"].help_text = rules()
        self.fields["new_password2"].label = _("The new password again")
        self.fields["new_password2"].help_text = ""

    @sensitive_variables()
    def clean_old_password(self) -> str:
        """A guess like any other, and counted with those at the sign-in page. Raises TooManyAtOnceError."""
        try:
            guess = guesses.take(self.request, self.user.get_username())
        except guesses.TooManyError as refusal:
            audit.locked_out(self.request, self.user, refusal.until)
            told = gettext("There were too many wrong passwords. Lodge looks at the next one from %(time)s.")
            raise forms.ValidationError(told % {"time": clock(refusal.until)}, code="too_many") from None
        try:
            found: str = super().clean_old_password()
        except TooManyAtOnceError:
            guess.give_back()
            raise
        except forms.ValidationError:
            audit.refused(self.request, self.user)
            raise
        guess.give_back()
        return found


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
        if not address:
            return self.cleaned_data
        try:
            guesses.take(self.request, address, guesses.MAILS)
        except guesses.TooManyError as refusal:
            told = gettext(
                "Lodge was asked for such links several times just now. Look into your mail, among the unwanted "
                "ones, too. If there is none, ask again from %(time)s."
            )
            raise forms.ValidationError(told % {"time": clock(refusal.until)}, code="too_many") from None
        return self.cleaned_data

    def save(self) -> None:
        """Have a mail written for whoever has that address."""
        mailing.post(letters.RESET, about=self.cleaned_data["email"])
