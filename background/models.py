"""The queue as a table, where no Redis is named; and when those who do the work behind the pages were last alive."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """One task on its way to a worker. It is deleted once the task is done.

    Whoever takes it moves `visible_at` ahead by a lease and keeps moving it while it works, so that what a dead
    worker held can be read again when the lease is over. NULL: it was set aside, and nobody reads it any more.
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
                fields=["expires_at"], name="message_expiry", condition=models.Q(expires_at__isnull=False)
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
    """When one part of the background work last showed that it is alive, on whatever host.

    `told_at`: when admins were last told by mail that it is silent.
    """

    name = models.CharField(max_length=32, primary_key=True)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
