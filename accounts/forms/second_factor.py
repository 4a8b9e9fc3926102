"""The form for a second factor's code."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import sign_in_log, sign_in_throttle
from accounts.forms.retry_time import clock
from accounts.models import SecondFactor
from accounts.second_factor import confirm, prove


class CodeForm(forms.Form):
    """Confirms a new factor, or checks a confirmed one. `codes` then holds the backup codes of a new one."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        error_messages={"required": _("Type the code")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "text",
                "spellcheck": "false",
                "autocapitalize": "none",
            }
        ),
    )

    def __init__(
        self, request: HttpRequest, factor: SecondFactor, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.factor = request, factor
        self.codes: list[str] = []

    def clean_code(self) -> str:
        """Check the code. Each attempt is counted before the check, as for passwords."""
        code: str = self.cleaned_data["code"]
        user = self.factor.user
        try:
            guess = sign_in_throttle.take(self.request, f"{user.pk}", sign_in_throttle.CODES)
        except sign_in_throttle.TooManyError as refusal:
            sign_in_log.locked_out(self.request, user, refusal.until)
            told = gettext(
                "There were too many wrong codes. Lodge looks at the next one from %(time)s."
            )
            raise forms.ValidationError(
                told % {"time": clock(refusal.until)}, code="too_many"
            ) from None
        if self.factor.confirmed_at is None:
            self.codes = confirm(self.request, self.factor, code)
        if not self.codes and (
            self.factor.confirmed_at is None or not prove(self.request, self.factor, code)
        ):
            sign_in_log.wrong_code(self.request, user)
            told = gettext(
                "This code is wrong, too old, or was used before. Wait for the next one."
            )
            raise forms.ValidationError(told, code="wrong")
        guess.give_back()
        return code
