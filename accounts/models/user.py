"""Who signs in to Lodge. Not who they are at Atlassian: that is a Connection."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    """How a page chooses its colours."""

    DEVICE = "", _("As your device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class User(AbstractUser):
    """A member of the team, with the preferences that follow them to every page and mail."""

    language = models.CharField(_("language"), max_length=12, blank=True, default="")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    theme = models.CharField(
        _("colours"), max_length=8, choices=Theme.choices, blank=True, default=Theme.DEVICE
    )
    keyboard_shortcuts = models.BooleanField(_("single keys start something"), default=True)
    mail_when_link_needs_me = models.BooleanField(_("mail me when my link needs me"), default=True)
    mail_when_report_changes = models.BooleanField(
        _("mail me when a waiting report is filed or refused"), default=True
    )
    # From here on nobody signs in as them, and nothing new of theirs is taken in: see accounts/erasing.
    erasing_since = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_per_email", condition=~models.Q(email=""))
        ]
