"""People, for the one who runs Lodge. The admin has no door of its own: everybody signs in at the same one."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User


def sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Lodge's own page for signing in, which limits guesses; who is signed in lacks the right, and is told."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


admin.site.login = sign_in  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = _("Lodge: administration")


@admin.register(User)
class LodgeUserAdmin(UserAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Django's pages for users, with their preferences."""

    list_display = ("username", "email", "time_zone", "is_active", "is_staff", "last_login")
    fieldsets = (
        *(UserAdmin.fieldsets or ()),
        (
            _("Preferences"),
            {
                "fields": (
                    "language",
                    "time_zone",
                    "theme",
                    "keyboard_shortcuts",
                    "mail_when_link_needs_me",
                    "mail_when_report_changes",
                )
            },
        ),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "email", "usable_password", "password1", "password2"),
            },
        ),
    )
