"""The message table, for installations without Redis, and the heartbeats."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """One message to a worker. It is deleted once the task is done.

    A worker moves `visible_at` ahead by a lease and keeps moving it while it works, so that the message of a dead
    worker becomes visible again. NULL: a dead letter, which is never read.
    """

    queue = models.CharField(_("queue"), max_length=200)
    payload = models.TextField(_("message"))
    put_at = models.DateTimeField(_("put there"))
    visible_at = models.DateTimeField(_("to be read from"), null=True)
    expires_at = models.DateTimeField(_("of no use from"), null=True)
    lease = models.CharField(_("lease"), max_length=32, blank=True)
    taken = models.PositiveSmallIntegerField(_("taken so often"), default=0)
    set_aside_at = models.DateTimeField(_("set aside"), null=True)
    set_aside_why = models.TextField(_("why"), blank=True)

    class Meta:
        verbose_name = _("task set aside")
        verbose_name_plural = _("tasks set aside")
        indexes = (
            models.Index(fields=["queue", "visible_at"], name="message_due"),
            models.Index(
                fields=["expires_at"],
                name="message_expiry",
                condition=models.Q(expires_at__isnull=False),
            ),
            models.Index(
                fields=["set_aside_at"],
                name="message_aside",
                condition=models.Q(set_aside_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.queue} {self.pk}"


class Heartbeat(models.Model):
    """The last heartbeat of one part of the background work, on any host.

    `told_at`: when admins were last told by mail that it is silent.
    """

    name = models.CharField(max_length=32, primary_key=True)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
