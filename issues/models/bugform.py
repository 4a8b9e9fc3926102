"""A form that an admin prepared: the few fields that a reporter understands, the rest set beforehand."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class BugForm(models.Model):
    """One form at /f/<slug>/. Everybody files through it with their own link to Jira."""

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
    intro = models.TextField(_("introduction"), blank=True, help_text=_("Markdown, shown above the form."))
    description_template = models.TextField(
        _("description to begin with"), blank=True, help_text=_("Markdown. The writer can change it.")
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
    """One field of a BugForm, in the order of `position`. What is typed into `value` is what a person would type."""

    form = models.ForeignKey(BugForm, on_delete=models.CASCADE, related_name="fields")
    position = models.PositiveIntegerField(_("order"), default=0)
    field_id = models.CharField(_("Jira's field id"), max_length=128)
    label = models.CharField(_("label"), max_length=255, blank=True, help_text=_("Empty: Jira's own."))
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
        constraints = [models.UniqueConstraint(fields=["form", "field_id"], name="one_of_each_field")]

    def __str__(self) -> str:
        return self.label or self.field_id
