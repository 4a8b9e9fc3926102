"""The form for a code of a second factor."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import audit, guesses
from accounts.forms.waiting import clock
from accounts.models import SecondFactor
from accounts.second_factor import confirm, prove


class CodeForm(forms.Form):
    """Confirms a new factor, or proves a confirmed one. After `is_valid`, `codes` are the backup codes of a new one."""

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

    def __init__(self, request: HttpRequest, factor: SecondFactor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.factor = request, factor
        self.codes: list[str] = []

    def clean_code(self) -> str:
        """A guess like that of a password: counted before it is looked at."""
        code: str = self.cleaned_data["code"]
        user = self.factor.user
        try:
            guess = guesses.take(self.request, f"{user.pk}", guesses.CODES)
        except guesses.TooManyError as refusal:
            audit.locked_out(self.request, user, refusal.until)
            told = gettext("There were too many wrong codes. Lodge looks at the next one from %(time)s.")
            raise forms.ValidationError(told % {"time": clock(refusal.until)}, code="too_many") from None
        if self.factor.confirmed_at is None:
            self.codes = confirm(self.request, self.factor, code)
        if not self.codes and (
            self.factor.confirmed_at is None or not prove(self.request, self.factor, code)
        ):
            audit.wrong_code(self.request, user)
            told = gettext("This code is wrong, too old, or was used before. Wait for the next one.")
            raise forms.ValidationError(told, code="wrong")
        guess.give_back()
        return code
