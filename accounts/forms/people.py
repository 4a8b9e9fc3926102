"""People, as an admin makes and changes them. Addresses are required, and nobody's else."""

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

from accounts.addresses import holder_of, named
from accounts.models import User


def refuse_taken(address: str, besides: User | None = None) -> str:
    """*address*, if it is nobody's else. Raises ValidationError that says whose it is: for admins' eyes."""
    holder = holder_of(address, besides) or named(address, besides)
    if holder is not None:
        told = gettext("%(person)s has this address already. Capital letters do not count.")
        raise forms.ValidationError(told % {"person": holder}, code="taken")
    return address


def refuse_anothers(name: str, besides: User | None = None) -> str:
    """The user name *name*, if it is nobody's address but their own: people sign in by either."""
    if name and holder_of(name, besides) is not None:
        raise forms.ValidationError(gettext("This is somebody's address. Choose another name."), code="taken")
    return name


class PasswordTold(ReadOnlyPasswordHashWidget):
    """Whether there is a password; how it is hashed is for nobody's eyes."""

    template_name = "accounts/admin/password.html"


class PersonForm(UserChangeForm):  # type: ignore[type-arg]  # not generic at run time
    """Django's own, but for password and address."""

    password = ReadOnlyPasswordHashField(label=_("Password"), widget=PasswordTold)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            self.fields["password"].help_text = ""  # what Django promises there is not to be had here

    def clean_email(self) -> str:
        """Nobody's else."""
        return refuse_taken(self.cleaned_data["email"], self.instance)

    def clean_username(self) -> str:
        """Nobody's address but their own."""
        return refuse_anothers(self.cleaned_data["username"], self.instance)


class NewPersonForm(UserCreationForm):  # type: ignore[type-arg]  # not generic at run time
    """A name and an address. Without a password they get a mail by which they choose one."""

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
        """Nobody's."""
        return refuse_taken(self.cleaned_data["email"])

    def clean_username(self) -> str:
        """Nobody's name, nobody's address."""
        return refuse_anothers(super().clean_username() or "")

    def clean(self) -> dict[str, Any]:
        """Both passwords or none."""
        found = super().clean() or self.cleaned_data
        if bool(found.get("password1")) != bool(found.get("password2")):
            self.add_error(
                "password2", gettext("The two passwords differ. Type the same one twice, or none.")
            )
        return found

    def save(self, commit: bool = True) -> User:
        """Without a password there is none that anybody could guess."""
        user: User = super().save(commit=False)
        if not self.cleaned_data["password1"]:
            user.set_unusable_password()
        if commit:
            user.save()
            self.save_m2m()
        return user


class PersonsPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]  # not generic at run time
    """A password for somebody else. To take it away is not offered: who has none could only get one by mail anyway."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)
        self.fields["password1"].help_text = " ".join(password_validators_help_texts())
        self.fields["password2"].label = gettext("Password again")
        self.fields["password2"].help_text = ""
        for name in ("password1", "password2"):
            self.fields[name].required = True
            self.fields[name].widget.attrs["class"] = "vTextField"
