"""A named query in JQL, with the columns of its table. It holds no issue: each reader runs it with their own rights."""

import uuid

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SavedQuery(models.Model):
    """One query. Its owner changes it; people of `groups` run it as themselves.

    `columns`: [{"id": Jira's field id, "name": what it was called}]. `sort`: a field as JQL writes it, which replaces
    the query's own ORDER BY. `parameters`: by name {"kind": ParameterKind, "label", "default"}. `version` counts the
    changes of what is asked. `problems`: what Jira said when the query was last checked as its owner.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_queries"
    )
    name = models.CharField(_("name"), max_length=100)
    groups = models.ManyToManyField(Group, verbose_name=_("who may use it"), blank=True)
    cloud_id = models.CharField(max_length=64)
    site_name = models.CharField(max_length=255, blank=True, default="", db_default="")
    jql = models.TextField(_("query"))
    columns = models.JSONField(default=list)
    sort = models.CharField(max_length=255, blank=True, default="", db_default="")
    sort_descending = models.BooleanField(default=False, db_default=False)
    parameters = models.JSONField(default=dict)
    on_home = models.BooleanField(_("on the first page"), default=False, db_default=False)
    version = models.PositiveIntegerField(default=1, db_default=1)
    problems = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(default=timezone.now, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("saved query")
        verbose_name_plural = _("saved queries")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class ParameterKind(models.TextChoices):
    """What a parameter stands for."""

    TEXT = "text", _("Text")
    DATE = "date", _("Date")
    PROJECT = "project", _("Project")
