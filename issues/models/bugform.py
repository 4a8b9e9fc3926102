"""A form that an admin prepared: the few fields that a reporter understands, with the rest preset."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class Author(models.TextChoices):
    """As whom Jira gets what is filed with a form."""

    PERSON = "person", _("The person, with their own link")
    PERSON_OR_SHARED = "person_or_shared", _("The person; without a link, the shared account")
    SHARED = "shared", _("Always the shared account, which names the person")


class BugForm(models.Model):
    """One form at /f/<slug>/. `author` says as whom it files: as the person, or as a shared account that names them.

    `shared_account_id` is of a shared link, which administrators open to groups. `reporter_line` is the line that names
    the person: {name}, {username} and {email} are filled in.
    """

    REPORTER_LINE = "Reported by {name} ({email})"

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(
        _("address"), max_length=60, unique=True, help_text=_("The form is at /f/address/.")
    )
    is_active = models.BooleanField(_("in use"), default=True)
    groups = models.ManyToManyField(
        Group,
        verbose_name=_("who may use it"),
        blank=True,
        help_text=_("Nobody chosen: everybody who can sign in."),
    )
    cloud_id = models.CharField(_("site's cloud id"), max_length=64)
    site_name = models.CharField(_("site"), max_length=255, blank=True)
    project_key = models.CharField(_("project"), max_length=64)
    issue_type_id = models.CharField(_("type's id"), max_length=32)
    issue_type_name = models.CharField(_("type"), max_length=255, blank=True)
    intro = models.TextField(
        _("introduction"), blank=True, help_text=_("Markdown, shown above the form.")
    )
    description_template = models.TextField(
        _("description to begin with"),
        blank=True,
        help_text=_("Markdown. The writer can change it."),
    )
    author = models.CharField(
        _("who is the author in Jira"),
        max_length=16,
        choices=Author.choices,
        default=Author.PERSON,
        db_default=Author.PERSON,
    )
    shared_account_id = models.CharField(
        _("shared account"), max_length=128, blank=True, default="", db_default=""
    )
    reporter_line = models.CharField(
        _("line that names the person"),
        max_length=200,
        blank=True,
        default=REPORTER_LINE,
        db_default=REPORTER_LINE,
        help_text=_(
            "Where Jira does not let Lodge set the reporter. {name}, {username} and {email} are filled in."
        ),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class BugFormField(models.Model):
    """One field of a BugForm, ordered by `position`. `value` holds what a person would type."""

    form = models.ForeignKey(BugForm, on_delete=models.CASCADE, related_name="fields")
    position = models.PositiveIntegerField(_("order"), default=0)
    field_id = models.CharField(_("Jira's field id"), max_length=128)
    label = models.CharField(
        _("label"), max_length=255, blank=True, help_text=_("Empty: Jira's own.")
    )
    help = models.CharField(_("help"), max_length=500, blank=True)
    value = models.JSONField(_("value to begin with"), null=True, blank=True)
    hidden = models.BooleanField(
        _("hidden"), default=False, help_text=_("Always sent with this value, not shown.")
    )
    required = models.BooleanField(_("required here"), default=False)

    class Meta:
        verbose_name = _("field")
        verbose_name_plural = _("fields")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["form", "field_id"], name="one_of_each_field")
        ]

    def __str__(self) -> str:
        return self.label or self.field_id
