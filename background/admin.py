"""Dead letters in the administration: view, retry, delete.

The rest of the queue is not shown, because it changes at every moment.
"""

import json
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from background import message_queue
from background.models import Message

if TYPE_CHECKING:  # generic for the type checker alone
    ModelAdmin = admin.ModelAdmin[Message]
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(Message)
class MessageAdmin(ModelAdmin):
    """The list of dead letters, the newest first. Nothing can be edited."""

    change_form_template = "background/admin/dead_letter.html"
    list_display = ("task", "set_aside_at", "set_aside_why")
    list_per_page = 50
    ordering = ("-set_aside_at",)
    fields = ("queue",)
    actions = ("put_back",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Whether the user could change rows, if rows could be changed."""
        return request.user.has_perm("background.change_message")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """The dead letters."""
        return super().get_queryset(request).filter(set_aside_at__isnull=False)

    @admin.display(description=gettext_lazy("task"))
    def task(self, message: Message) -> str:
        """The name of the task, where it can be read."""
        try:
            return str(json.loads(message.payload)["headers"]["task"])
        except (ValueError, LookupError, TypeError):
            return _("cannot be read")

    @admin.action(description=gettext_lazy("Put back into the queue"), permissions=["operate"])
    def put_back(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        """Return the messages to their queue."""
        rows = list(chosen)
        done = message_queue.try_again(row.pk for row in rows)
        user = cast("AbstractBaseUser", request.user)
        LogEntry.objects.log_actions(
            user.pk, rows, CHANGE, change_message=_("Put back into the queue.")
        )
        self.message_user(
            request, _("Put back into the queue: %(n)d.") % {"n": done}, messages.SUCCESS
        )

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django's own, without the heading "Select …"."""
        changes = super().get_changelist_instance(request)
        changes.title = _("Tasks set aside")
        return changes

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one message, why it is a dead letter, and what that means."""
        message = self.get_object(request, object_id)
        told: dict[str, Any] = {"title": _("A task that was set aside"), "subtitle": None}
        if message is not None:
            told["task"] = self.task(message)
            told["may_put_back"] = self.has_operate_permission(request)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **told})
