"""Forms for changing and resetting a password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts import mailing, sign_in_log, sign_in_throttle
from accounts.forms.retry_time import clock
from accounts.forms.weak_password import BesideTheFirstMixin
from accounts.mailing import account_mails
from accounts.password_hashing import TooManyAtOnceError


def rules() -> str:
    """The rules for a password, in one line."""
    return " ".join(password_validators_help_texts())


class NewPasswordForm(BesideTheFirstMixin, SetPasswordForm):  # type: ignore[type-arg]  # not generic at run time
    """A new password, typed twice, after a link in a mail."""

    error_messages = {
        **SetPasswordForm.error_messages,
        "password_mismatch": _("The two passwords differ. Type the same one twice."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = rules()
        self.fields["new_password2"].label = _("The new password again")
        self.fields["new_password2"].help_text = ""


class ChangePasswordForm(BesideTheFirstMixin, PasswordChangeForm):
    """A new password, typed twice, for a signed-in user who types the old one."""

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
        """Check the old password. A wrong one counts like a wrong one at sign-in. Raises TooManyAtOnceError."""
        try:
            guess = sign_in_throttle.take(self.request, self.user.get_username())
        except sign_in_throttle.TooManyError as refusal:
            sign_in_log.locked_out(self.request, self.user, refusal.until)
            told = gettext(
                "There were too many wrong passwords. Lodge looks at the next one from %(time)s."
            )
            raise forms.ValidationError(
                told % {"time": clock(refusal.until)}, code="too_many"
            ) from None
        try:
            found: str = super().clean_old_password()
        except TooManyAtOnceError:
            guess.give_back()
            raise
        except forms.ValidationError:
            sign_in_log.refused(self.request, self.user)
            raise
        guess.give_back()
        return found


class RequestPasswordResetForm(forms.Form):
    """Requests a password reset link. Only the mailbox learns whether the address is known.

    So the form looks up no user: its work and time are the same for every address.
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
        """Refuse too many requests, and say when the next one is possible."""
        address = self.cleaned_data.get("email")
        if not address:
            return self.cleaned_data
        try:
            sign_in_throttle.take(self.request, address, sign_in_throttle.MAILS)
        except sign_in_throttle.TooManyError as refusal:
            told = gettext(
                "Lodge was asked for such links several times just now. Look into your mail, among the unwanted "
                "ones, too. If there is none, ask again from %(time)s."
            )
            raise forms.ValidationError(
                told % {"time": clock(refusal.until)}, code="too_many"
            ) from None
        return self.cleaned_data

    def save(self) -> None:
        """Queue the mail."""
        mailing.post(account_mails.RESET, about=self.cleaned_data["email"])
