"""Webhooks that Lodge registered, one for each reader and site."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Webhook(models.Model):
    """What Jira delivers to Lodge as `account_id` at a site: the events of the projects that this account reads.

    `jira_id` is Jira's number. It may be the same at two sites. `checked_at` is when Jira last confirmed the webhook.
    """

    cloud_id = models.CharField(max_length=64)
    account_id = models.CharField(max_length=128)
    jira_id = models.BigIntegerField(_("number in Jira"), null=True, blank=True, db_index=True)
    project_ids = models.JSONField(_("projects"), default=list)
    expires_at = models.DateTimeField(_("ends"), null=True, blank=True)
    checked_at = models.DateTimeField(_("last looked at"), null=True, blank=True)
    next_check_at = models.DateTimeField(_("next look"), db_index=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    # The name of the last error, and Jira's words where it refused the registration.
    error = models.CharField(_("trouble"), max_length=255, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("last delivery"), null=True, blank=True)
    deliveries = models.PositiveBigIntegerField(_("deliveries"), default=0)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.UniqueConstraint(fields=["cloud_id", "account_id"], name="one_webhook_of_reader")
        ]

    def __str__(self) -> str:
        return f"webhook {self.jira_id or '–'}"
