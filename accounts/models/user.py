"""Users of Lodge. A user's Atlassian account is a Connection."""

from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    """The colour theme."""

    DEVICE = "", _("As your device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


# Stands in for a missing or duplicate address of an old account: RFC 2606 reserves the domain.
NOWHERE = "@no-address.invalid"


def tidy(address: str) -> str:
    """Return *address* as it is stored: the host in lower case, as every database compares it."""
    name, at, host = address.strip().rpartition("@")
    return f"{name}{at}{host.lower()}"


class People(UserManager["User"]):
    """Django's, with errors in words instead of those of the database. `createsuperuser` prints them."""

    use_in_migrations = False

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **more: Any
    ) -> "User":
        """Raises ValidationError for an address that is missing or another user's, and for a weak password.

        Only `createsuperuser` offers to go on with such a one, or takes it from its environment unseen.
        """
        if not (email or "").strip():
            raise ValidationError(NO_ADDRESS)
        if self.filter(email__iexact=tidy(email or "")).exists():
            raise ValidationError(TAKEN)
        if password is not None:
            validate_password(password, self.model(username=username, email=tidy(email or "")))
        return super().create_superuser(username, email, password, **more)


TAKEN = _("Somebody has this address already.")
NO_ADDRESS = _("Everybody needs an address: links to a new password go there.")


class User(AbstractUser):
    """A member of the team, with preferences for pages and mails.

    `read_along`: rows that were read with the session at the start of this request (accounts/session_store.py). None
    for a user who was read in another way.
    """

    read_along: list[tuple[Any, ...]] | None = None

    email = models.EmailField(
        _("e-mail address"), help_text=_("Mails of Lodge go there. Capital letters do not count.")
    )
    language = models.CharField(_("language"), max_length=12, blank=True, default="")
    # The user's own choice. Empty: as in the Jira profile. See accounts/display_time_zone.py.
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, default="")
    # As in Jira; empty where unknown. Stored here, so that no page needs a query for the connection.
    profile_time_zone = models.CharField(
        _("time zone of the Jira profile"),
        max_length=64,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    theme = models.CharField(
        _("colours"), max_length=8, choices=Theme.choices, blank=True, default=Theme.DEVICE
    )
    keyboard_shortcuts = models.BooleanField(_("single keys start something"), default=True)
    mail_when_link_needs_me = models.BooleanField(_("mail me when my link needs me"), default=True)
    mail_when_report_changes = models.BooleanField(
        _("mail me when a waiting report is filed or refused"), default=True
    )
    # From then on the user cannot sign in, and the database refuses new rows of theirs: see accounts/erasing.
    erasing_since = models.DateTimeField(null=True, blank=True, editable=False)

    objects = People()  # type: ignore[misc]  # the same, but for words

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="one_user_per_address", violation_error_message=TAKEN
            ),
            models.CheckConstraint(
                condition=~models.Q(email=""),
                name="every_user_has_an_address",
                violation_error_message=NO_ADDRESS,
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Normalize the address and save."""
        self.email = tidy(self.email)
        super().save(*args, **kwargs)

    @property
    def address(self) -> str:
        """The address for mails; empty where none reaches the user."""
        return "" if self.email.endswith(NOWHERE) else self.email
