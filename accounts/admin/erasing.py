"""Erasing people from the administration: from the page of one, and from the list; and the record of it."""

from time import monotonic
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.erasing import asking, carrying_out
from accounts.erasing.rooms import rooms
from accounts.models import Erasure, User
from accounts.rights import exceeds

# A page does itself what takes a moment, and leaves the rest to the worker.
_AT_ONCE_ROWS = 500
_AT_ONCE_SECONDS = 5.0
# So many people are told of in full.
_TOLD = 20


class ErasesPeople(admin.ModelAdmin[User]):
    """Django's "Delete", from page and list, made to erase; it asks first, and says what goes and what stays."""

    @admin.action(description=gettext_lazy("Erase …"), permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """The list's."""
        return self._erase(request, queryset, "..")

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page's."""
        user = self.get_object(request, object_id)
        if user is None:
            raise Http404
        if not self.has_delete_permission(request, user):
            raise PermissionDenied
        chosen = User.objects.filter(pk=user.pk)
        return self._erase(request, chosen, "../change/") or redirect("admin:accounts_user_changelist")

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Those who may delete people; nobody themselves, and nobody somebody who may more than they."""
        by = request.user
        if obj is not None and (obj == by or (isinstance(by, User) and exceeds(obj, by))):
            return False
        return super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """As the page does, once it has asked."""
        _erased(obj, request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """As the list does, once it has asked."""
        for user in queryset:
            _erased(user, request)

    def _erase(self, request: HttpRequest, chosen: QuerySet[User], back: str) -> HttpResponse | None:
        people = [user for user in chosen.order_by("username") if self.has_delete_permission(request, user)]
        if not people:
            text = _("Nobody was erased. You can erase neither yourself nor somebody who may more than you.")
            self.message_user(request, text, messages.WARNING)
            return None
        if request.method != "POST" or "post" not in request.POST:
            return self._ask(request, people, back)
        ends_at = monotonic() + _AT_ONCE_SECONDS
        done = sum(_erased(user, request, ends_at - monotonic()) for user in people)
        self._tell(request, done, len(people) - done)
        return None

    def _tell(self, request: HttpRequest, done: int, begun: int) -> None:
        """In numbers: what a page says waits in a cookie, and their names are to be nowhere."""
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
        return TemplateResponse(request, "accounts/admin/erase.html", context)


class _Told:
    """What is said of one person before they are erased."""

    def __init__(self, user: User) -> None:
        self.person = user
        self.goes = [each for room in rooms for each in room.goes(user)]
        self.stays = [each for room in reversed(rooms) for each in room.stays(user)]


def _erased(user: User, request: HttpRequest, seconds: float = _AT_ONCE_SECONDS) -> bool:
    """Whether *user* is gone already. What takes longer than a page may is left to the worker."""
    by = request.user
    erasure = asking.ask(user, by if isinstance(by, User) else None)
    if seconds <= 0 or sum(erasure.counts.values()) > _AT_ONCE_ROWS:
        return False
    return carrying_out.carry_out(erasure, seconds=seconds)


def _called(label: str) -> str:
    try:
        return str(apps.get_model(label)._meta.verbose_name_plural)
    except LookupError:
        return label


@admin.register(Erasure)
class ErasureAdmin(admin.ModelAdmin[Erasure]):
    """The record: to read, and not to write."""

    actions = None
    list_display = ("asked", "how_it_is", "what_went")
    list_display_links = None
    list_select_related = ("asked_by", "person")
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: rows come from erasing."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    @admin.display(description=gettext_lazy("asked for"), ordering="asked_at")
    def asked(self, erasure: Erasure) -> SafeString:
        """When, and by whom."""
        return render_to_string("accounts/admin/cells/asked.html", {"erasure": erasure})

    @admin.display(description=gettext_lazy("how it is"), ordering="finished_at")
    def how_it_is(self, erasure: Erasure) -> SafeString:
        """Done, or what it waits for; and what nobody can tell any more."""
        person = erasure.person
        context = {
            "erasure": erasure,
            "under_way": asking.under_way(person.pk) if person else 0,
            "unsettled": [(place, parse_datetime(sent)) for place, sent in erasure.unsettled],
        }
        return render_to_string("accounts/admin/cells/erased.html", context)

    @admin.display(description=gettext_lazy("what went"))
    def what_went(self, erasure: Erasure) -> str:
        """How many rows of each table, the tables by their names; of one that is there no more, as it was called."""
        return ", ".join(f"{number} {_called(label)}" for label, number in sorted(erasure.counts.items()))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django's own, without "Select …"."""
        changes = super().get_changelist_instance(request)
        changes.title = _("Erased people")
        return changes
