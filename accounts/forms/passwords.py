"""New passwords: for those who know the present one, and for those who forgot it."""

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils import translation
from django.utils.translation import gettext_lazy as _


def _rules() -> str:
    return " ".join(password_validators_help_texts())


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # not generic at run time
    """A new password, twice, for somebody who came by a link in a mail."""

    error_messages = {
        **SetPasswordForm.error_messages,
        "password_mismatch": _("The two passwords differ. Type the same one twice."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = _rules()
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
        self.fields["new_password1"].help_text = _rules()
        self.fields["new_password2"].label = _("The new password again")
        self.fields["new_password2"].help_text = ""


class ForgottenPasswordForm(PasswordResetForm):
    """Asks for a link to a new password. Whether the address is known is told to its mailbox alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Your e-mail address")

    def send_mail(  # noqa: PLR0917 (the signature is Django's)
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        """In the language of the person who gets it, with the address that is written in the settings.

        The link is made from PUBLIC_URL, never from the Host header, which whoever asks can choose.
        """
        context["public_url"] = settings.PUBLIC_URL
        with translation.override(context["user"].language or settings.LANGUAGE_CODE):
            super().send_mail(
                subject_template_name,
                email_template_name,
                context,
                from_email,
                to_email,
                html_email_template_name,
            )
