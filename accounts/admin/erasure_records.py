"""The record of erasures in the administration."""

from django.apps import apps
from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from accounts.erasing import erasure_request
from accounts.list_admin import ReadOnlyRows
from accounts.models import Erasure


def _called(label: str) -> str:
    try:
        return str(apps.get_model(label)._meta.verbose_name_plural)
    except LookupError:
        return label


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyRows, admin.ModelAdmin[Erasure]):
    """The record of erasures, read-only."""

    heading = gettext_lazy("Erased people")
    actions = None
    list_display = ("asked", "how_it_is", "what_went")
    list_display_links = None
    list_select_related = ("asked_by", "person")
    list_per_page = 50

    @admin.display(description=gettext_lazy("asked for"), ordering="asked_at")
    def asked(self, erasure: Erasure) -> SafeString:
        """When the erasure was requested, and by whom."""
        return render_to_string("accounts/admin/cells/erasure_requested.html", {"erasure": erasure})

    @admin.display(description=gettext_lazy("how it is"), ordering="finished_at")
    def how_it_is(self, erasure: Erasure) -> SafeString:
        """Done, or what it waits for, and the requests whose outcome is unknown."""
        person = erasure.person
        context = {
            "erasure": erasure,
            "under_way": erasure_request.under_way(person.pk) if person else 0,
            "unsettled": [(place, parse_datetime(sent)) for place, sent in erasure.unsettled],
        }
        return render_to_string("accounts/admin/cells/erasure_progress.html", context)

    @admin.display(description=gettext_lazy("what went"))
    def what_went(self, erasure: Erasure) -> str:
        """How many rows were deleted from each table. A table that no longer exists keeps its old name."""
        return ", ".join(
            f"{number} {_called(label)}" for label, number in sorted(erasure.counts.items())
        )
