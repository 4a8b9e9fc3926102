"""The form that accepts an invitation: a user name and a password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.passwords import rules
from accounts.forms.user_admin_forms import refuse_anothers
from accounts.forms.weak_password import BesideTheFirstMixin
from accounts.inviting.accept import name_for
from accounts.models import Invitation, User


class AcceptInvitationForm(BesideTheFirstMixin, BaseUserCreationForm):  # type: ignore[type-arg]  # not generic at run time
    """Django's, with Lodge's texts. The address is that of the invitation; the password is also compared with it."""

    error_messages = {"password_mismatch": _("The two passwords differ. Type the same one twice.")}

    class Meta(BaseUserCreationForm.Meta):
        model = User
        fields = ("username", "first_name")

    def __init__(self, invitation: Invitation, *args: Any, **kwargs: Any) -> None:
        beginning = {"username": name_for(invitation.address), "first_name": invitation.full_name}
        super().__init__(*args, initial=beginning, **kwargs)
        self.invitation = invitation
        self.instance.email = invitation.address
        self._words()

    def _words(self) -> None:
        name, whole = self.fields["username"], self.fields["first_name"]
        name.label = gettext("User name")
        name.help_text = gettext(
            "Sign in with it, or with your address. Letters, digits and @ . + - _, no spaces."
        )
        name.error_messages |= {"required": gettext("Choose a user name")}
        name.widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        whole.label, whole.required = gettext("Your name"), False
        whole.widget.attrs |= {"autocomplete": "name"}
        self.fields["password1"].help_text = rules()
        self.fields["password1"].error_messages |= {"required": gettext("Choose a password")}
        self.fields["password2"].label = gettext("The password again")
        self.fields["password2"].help_text = ""
        self.fields["password2"].error_messages |= {"required": gettext("Type the password again")}
        if self.is_bound:
            name.widget.attrs.pop("autofocus", None)  # the form's errors contain it

    def clean_username(self) -> str:
        """Refuse a name that is another user's name (in any case) or address."""
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(self.taken(name), code="taken")
        return refuse_anothers(name)

    def taken(self, name: str) -> str:
        """The error for a taken name, with a free one."""
        told = gettext("Somebody has this name already. How about %(free)s?")
        return told % {"free": name_for(f"{name}@")}

    def _get_validation_exclusions(self) -> set[str]:
        """The page and the database check the address: the user cannot correct it here."""
        return {*super()._get_validation_exclusions(), "email"}  # type: ignore[misc]
