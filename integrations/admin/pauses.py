"""Parts of Atlassian that Lodge does not call now: they asked for a pause, or do not answer."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from integrations.admin import pause_wording
from integrations.admin.read_only_admin import ReadOnly, cell
from integrations.models import Pause, Site


@admin.register(Pause)
class PauseAdmin(ReadOnly):
    """The list, with pauses that still hold first."""

    change_form_template = "integrations/admin/pause_detail.html"
    heading = gettext_lazy("What Lodge leaves alone for a while")
    list_display = ("what", "how_long", "because")
    list_filter = ("until",)
    search_fields = ("scope",)
    ordering = ("-until",)
    fields = ("scope",)

    @admin.display(description=gettext_lazy("what"), ordering="scope")
    def what(self, pause: Pause) -> str:
        """The part of Atlassian."""
        return pause_wording.paused(pause, getattr(pause, "site_names", {}))

    @admin.display(description=gettext_lazy("until"), ordering="until")
    def how_long(self, pause: Pause) -> SafeString:
        """When the pause ends, or that it is over."""
        return cell("pause_end", moment=pause.until, stands=pause.until > timezone.now())

    @admin.display(description=gettext_lazy("why"), ordering="reason")
    def because(self, pause: Pause) -> str:
        """The cause, in wording."""
        return pause_wording.paused_because(pause)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list. Site names are read once for all rows."""
        changes, names = super().get_changelist_instance(request), _names()
        for pause in changes.result_list:
            pause.site_names = names
        return changes

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One pause, in words."""
        pause = self.get_object(request, object_id)
        told: dict[str, Any] = {}
        if pause is not None:
            told = {
                "title": pause_wording.paused(pause, _names()),
                "subtitle": None,
                "why": pause_wording.paused_because(pause),
                "todo": pause_wording.paused_todo(pause),
                "stands": pause.until > timezone.now(),
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **told})


def _names() -> dict[str, str]:
    """The names of sites, by cloud id."""
    return dict(Site.objects.order_by().values_list("cloud_id", "name").distinct())
