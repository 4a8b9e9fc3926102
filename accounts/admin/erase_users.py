"""Erasing users in the administration, one or several at a time, and the record of erasures."""

from time import monotonic
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.compare_permissions import exceeds
from accounts.erasing import erasure_request, erasure_steps
from accounts.erasing.hooks import app_hooks
from accounts.models import User

# A request erases what takes a moment and leaves the rest to the worker.
_AT_ONCE_ROWS = 500
_AT_ONCE_SECONDS = 5.0
# At most this many users are shown in full.
_TOLD = 20


class ErasureActions(admin.ModelAdmin[User]):
    """Replaces Django's "Delete" by an erasure. It asks first, and says what is deleted and what stays."""

    @admin.action(description=gettext_lazy("Erase …"), permissions=["delete"])
    def delete_selected(
        self, request: HttpRequest, queryset: QuerySet[User]
    ) -> HttpResponse | None:
        """The action of the list."""
        return self._erase(request, queryset, "..")

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The button of the page."""
        user = self.get_object(request, object_id)
        if user is None:
            raise Http404
        if not self.has_delete_permission(request, user):
            raise PermissionDenied
        chosen = User.objects.filter(pk=user.pk)
        return self._erase(request, chosen, "../change/") or redirect(
            "admin:accounts_user_changelist"
        )

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whether the user may delete users: never themselves, nor a user with more permissions."""
        by = request.user
        if obj is not None and (obj == by or (isinstance(by, User) and exceeds(obj, by))):
            return False
        return super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """Called by the page after the confirmation."""
        _erased(obj, request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Called by the list after the confirmation."""
        for user in queryset:
            _erased(user, request)

    def _erase(
        self, request: HttpRequest, chosen: QuerySet[User], back: str
    ) -> HttpResponse | None:
        people = [
            user
            for user in chosen.order_by("username")
            if self.has_delete_permission(request, user)
        ]
        if not people:
            text = _(
                "Nobody was erased. You can erase neither yourself nor somebody who may more than you."
            )
            self.message_user(request, text, messages.WARNING)
            return None
        if request.method != "POST" or "post" not in request.POST:
            return self._ask(request, people, back)
        ends_at = monotonic() + _AT_ONCE_SECONDS
        done = sum(_erased(user, request, ends_at - monotonic()) for user in people)
        self._tell(request, done, len(people) - done)
        return None

    def _tell(self, request: HttpRequest, done: int, begun: int) -> None:
        """Report numbers only. A message waits in a cookie, which must not hold the name of an erased user."""
        if done:
            text = ngettext("One person was erased.", "%(n)d people were erased.", done)
            self.message_user(request, text % {"n": done}, messages.SUCCESS)
        if begun:
            text = ngettext(
                "One person is being erased, and can do nothing any more. “Erased people” says when it is done.",
                "%(n)d people are being erased, and can do nothing any more. “Erased people” says when it is done.",
                begun,
            )
            self.message_user(request, text % {"n": begun}, messages.INFO)

    def _ask(self, request: HttpRequest, people: list[User], back: str) -> HttpResponse:
        count = len(people)
        said = ngettext("Erase %(name)s?", "Erase these %(n)d people?", count)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": said % {"n": count, "name": people[0]},
            "people": [_Told(user) for user in people[:_TOLD]],
            "more": people[_TOLD:],
            "chosen": people,
            "count": count,
            "back": back,
        }
        return TemplateResponse(request, "accounts/admin/erase_confirm.html", context)


class _Told:
    """What the confirmation page says about one user."""

    def __init__(self, user: User) -> None:
        self.person = user
        self.goes = [each for hooks in app_hooks for each in hooks.goes(user)]
        self.stays = [each for hooks in reversed(app_hooks) for each in hooks.stays(user)]


def _erased(user: User, request: HttpRequest, seconds: float = _AT_ONCE_SECONDS) -> bool:
    """Whether *user* is erased already. What takes longer than a request may is left to the worker."""
    by = request.user
    erasure = erasure_request.ask(user, by if isinstance(by, User) else None)
    if seconds <= 0 or sum(erasure.counts.values()) > _AT_ONCE_ROWS:
        return False
    return erasure_steps.carry_out(erasure, seconds=seconds)
