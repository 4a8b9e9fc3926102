"""Where the errors of a weak password are shown."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.forms import SetPasswordMixin

if TYPE_CHECKING:
    Base = SetPasswordMixin[Any]
else:
    Base = object


class BesideTheFirstMixin(Base):
    """Shows what is wrong with a password beside the field in which it was typed first, which is the one to change.

    Django shows it beside the second. That one keeps "The two passwords differ".
    """

    def validate_password_for_user(
        self,
        user: Any,
        password_field_name: str = "password2",  # noqa: S107  (the name of a field)
        **more: Any,
    ) -> None:
        """Check the password of the first field."""
        first = password_field_name.replace("2", "1")
        super().validate_password_for_user(user, password_field_name=first, **more)
