"""People, for the one who runs Lodge. The admin has no door of its own: everybody signs in at the same one."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import letters, mailing, second_factor
from accounts.admin.erasing import ErasesPeople
from accounts.forms.people import NewPersonForm, PersonForm, PersonsPasswordForm
from accounts.models import User
from accounts.models.user import NOWHERE
from accounts.onward import local_path
from accounts.rights import exceeds


def sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Lodge's own page for signing in, which limits guesses; who is signed in lacks the right, and is told."""
    if isinstance(request.user, User) and second_factor.is_wanted(request.user):
        way_on = local_path(request.GET.get("next")) or reverse("admin:index")
        return redirect(f"{reverse('accounts:second-factor')}?{urlencode({'next': way_on})}")
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(local_path(request.GET.get("next")) or reverse("admin:index"))


def change_password(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Lodge's own page for one's password: guesses of the present one are counted there."""
    return redirect("accounts:password")


def may_enter(request: HttpRequest) -> bool:
    """Staff, who proved a second factor where one is asked for."""
    user = request.user
    if not (user.is_active and user.is_staff and isinstance(user, User)):
        return False
    return not second_factor.is_wanted(user) or second_factor.is_passed(request)


admin.site.has_permission = may_enter  # type: ignore[method-assign]
admin.site.login = sign_in  # type: ignore[method-assign]
admin.site.password_change = change_password  # type: ignore[method-assign,assignment]
admin.site.site_header = admin.site.site_title = _("Lodge: administration")
admin.site.index_title = _("At a glance")
# Every page leads to every room above its name, so that lists have the whole width.
admin.site.enable_nav_sidebar = False


RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


def is_superuser(request: HttpRequest) -> bool:
    """Whether whoever asks may everything."""
    return isinstance(request.user, User) and request.user.is_active and request.user.is_superuser


class AddressFilter(admin.SimpleListFilter):
    """Whom no mail reaches: accounts from before, that had no address or somebody else's."""

    title, parameter_name = _("address"), "address"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """One question."""
        return [("none", _("Without an address"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """Those."""
        return queryset.filter(email__endswith=NOWHERE) if self.value() == "none" else queryset


@admin.register(User)
class LodgeUserAdmin(ErasesPeople, UserAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Django's pages for users, with their preferences. What is seldom looked for is folded."""

    form = PersonForm
    add_form = NewPersonForm
    add_form_template = "accounts/admin/new_person.html"
    change_password_form = PersonsPasswordForm
    change_user_password_template = "accounts/admin/new_password.html"  # noqa: S105  (a template)
    change_form_template = "accounts/admin/user.html"
    change_list_template = "accounts/admin/people.html"
    list_display = ("who", "may", "seen")
    actions = ("delete_selected",)
    list_filter = ("is_active", "is_staff", AddressFilter, "groups")
    search_help_text = _("a name or an address")
    filter_horizontal = ()
    formfield_overrides = {ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    fieldsets = (
        (None, {"fields": ("username", "email", "password")}),
        (_("Who they are"), {"fields": ("first_name", "last_name")}),
        (_("What they may"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Single permissions"), {"classes": ("collapse",), "fields": ("user_permissions",)}),
        (
            _("Preferences"),
            {
                "classes": ("collapse",),
                "fields": (
                    "language",
                    "time_zone",
                    "theme",
                    "keyboard_shortcuts",
                    "mail_when_link_needs_me",
                    "mail_when_report_changes",
                ),
            },
        ),
        (_("Dates"), {"classes": ("collapse",), "fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "email", "password1", "password2"),
            },
        ),
    )

    @admin.display(description=_("person"), ordering="username")
    def who(self, user: User) -> SafeString:
        """Name and address."""
        return render_to_string("accounts/admin/who.html", {"person": user})

    @admin.display(description=_("may"), ordering="is_staff")
    def may(self, user: User) -> str:
        """What they can do here, in words."""
        if user.erasing_since:
            return gettext("Nothing: being erased")
        if not user.is_active:
            return gettext("Nothing: deactivated")
        if user.is_superuser:
            return gettext("Everything")
        return gettext("Report, and what their rights say here") if user.is_staff else gettext("Report")

    @admin.display(description=_("signed in last"), ordering="last_login")
    def seen(self, user: User) -> SafeString:
        """When they last came in by the door."""
        return render_to_string("accounts/admin/seen.html", {"person": user})

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Rights are given by superusers alone: nobody else can give more than they have, to others or themselves."""
        given = tuple(super().get_readonly_fields(request, obj))
        return given if is_superuser(request) else given + RIGHTS

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Not of somebody who may more: a new address or password would be a way to what they may."""
        if obj is not None and isinstance(request.user, User) and exceeds(obj, request.user):
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Whoever is made without a password gets a mail by which to choose one."""
        super().save_model(request, obj, form, change)
        if not change and not obj.has_usable_password():
            mailing.post(letters.WELCOME, person=obj)
            told = gettext("Lodge mails %(address)s a link by which they choose a password.")
            messages.info(request, told % {"address": obj.address})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Django's own, whose "Delete" is called what it does."""
        own = {
            "show_delete": False,
            "may_erase": self.has_delete_permission(request, self.get_object(request, object_id)),
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **own})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django's own, without "Select … to change" as the page's name."""
        changes = super().get_changelist_instance(request)
        changes.title = gettext("People")
        return changes


admin.site.unregister(Group)


@admin.register(Group)
class LodgeGroupAdmin(GroupAdmin):
    """Django's page for groups, for superusers: whoever belongs to a group could give themselves what it may."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """As for rights of people."""
        return is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """As for rights of people."""
        return is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """As for rights of people."""
        return is_superuser(request)
