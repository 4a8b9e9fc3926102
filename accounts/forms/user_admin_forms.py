"""The forms in which an admin creates and changes users. Addresses are required and unique."""

from typing import Any

from django import forms
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.email_addresses import holder_of, named
from accounts.forms.weak_password import BesideTheFirstMixin
from accounts.models import User


def refuse_taken(address: str, besides: User | None = None) -> str:
    """Return *address* if no other user has it. Raises ValidationError, which names that user: admins only."""
    holder = holder_of(address, besides) or named(address, besides)
    if holder is not None:
        told = gettext("%(person)s has this address already. Capital letters do not count.")
        raise forms.ValidationError(told % {"person": holder}, code="taken")
    return address


def refuse_anothers(name: str, besides: User | None = None) -> str:
    """Return the user name *name* unless it is another user's address: people sign in by either."""
    if name and holder_of(name, besides) is not None:
        raise forms.ValidationError(
            gettext("This is somebody's address. Choose another name."), code="taken"
        )
    return name


class PasswordStateWidget(ReadOnlyPasswordHashWidget):
    """Shows whether there is a password, but not its hash."""

    template_name = "accounts/admin/password_widget.html"


class EditUserForm(UserChangeForm):  # type: ignore[type-arg]  # not generic at run time
    """Django's own, but for password and address."""

    password = ReadOnlyPasswordHashField(label=_("Password"), widget=PasswordStateWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            self.fields[
                "password"
            ].help_text = ""  # Django's help text promises a form that Lodge does not have

    def clean_email(self) -> str:
        """Refuse another user's address."""
        return refuse_taken(self.cleaned_data["email"], self.instance)

    def clean_username(self) -> str:
        """Refuse another user's address."""
        return refuse_anothers(self.cleaned_data["username"], self.instance)


class CreateUserForm(BesideTheFirstMixin, UserCreationForm):  # type: ignore[type-arg]  # not generic at run time
    """A user name and an address. A user without a password gets a mail to choose one."""

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("password1", "password2"):
            self.fields[name].required = False
        rules = " ".join(password_validators_help_texts())
        self.fields["password1"].help_text = f"{gettext('May stay empty.')} {rules}"
        self.fields["password2"].label = gettext("Password again")
        self.fields["password2"].help_text = ""

    def clean_email(self) -> str:
        """Refuse the address of a user."""
        return refuse_taken(self.cleaned_data["email"])

    def clean_username(self) -> str:
        """Refuse the name or address of a user."""
        return refuse_anothers(super().clean_username() or "")

    def clean(self) -> dict[str, Any]:
        """Take both passwords or none."""
        found = super().clean() or self.cleaned_data
        if bool(found.get("password1")) != bool(found.get("password2")):
            self.add_error(
                "password2", gettext("The two passwords differ. Type the same one twice, or none.")
            )
        return found

    def save(self, commit: bool = True) -> User:
        """Save. Without a password, none can match."""
        user: User = super().save(commit=False)
        if not self.cleaned_data["password1"]:
            user.set_unusable_password()
        if commit:
            user.save()
            self.save_m2m()
        return user


class SetUserPasswordForm(BesideTheFirstMixin, AdminPasswordChangeForm):  # type: ignore[type-arg]  # not generic at run time
    """A password for another user. It cannot be removed: the user would only get a mail to choose another."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)
        self.fields["password1"].help_text = " ".join(password_validators_help_texts())
        self.fields["password2"].label = gettext("Password again")
        self.fields["password2"].help_text = ""
        for name in ("password1", "password2"):
            self.fields[name].required = True
            self.fields[name].widget.attrs["class"] = "vTextField"
