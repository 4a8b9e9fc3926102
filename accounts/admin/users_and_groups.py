"""Users and groups in the administration. Admins sign in on the same page as all users."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
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
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import mailing, second_factor
from accounts.admin.erase_users import ErasureActions
from accounts.compare_permissions import exceeds
from accounts.forms.user_admin_forms import CreateUserForm, EditUserForm, SetUserPasswordForm
from accounts.list_admin import ListHeading
from accounts.mailing import account_mails
from accounts.models import User
from accounts.models.user import NOWHERE
from accounts.next_url import local_path


def sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Lodge's sign-in page, which limits attempts. A user who is signed in and gets here lacks the permission."""
    if isinstance(request.user, User) and second_factor.is_wanted(request.user):
        way_on = local_path(request.GET.get("next")) or reverse("admin:index")
        return redirect(f"{reverse('accounts:second-factor')}?{urlencode({'next': way_on})}")
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(local_path(request.GET.get("next")) or reverse("admin:index"))


def change_password(
    request: HttpRequest, extra_context: dict[str, Any] | None = None
) -> HttpResponse:
    """Lodge's page for changing a password, which counts wrong ones."""
    return redirect("accounts:password-change")


def may_enter(request: HttpRequest) -> bool:
    """Whether the user is staff and has passed the second factor, where one is required."""
    user = request.user
    if not (user.is_active and user.is_staff and isinstance(user, User)):
        return False
    return not second_factor.is_wanted(user) or second_factor.is_passed(request)


admin.site.has_permission = may_enter  # type: ignore[method-assign]
admin.site.login = sign_in  # type: ignore[method-assign]
admin.site.password_change = change_password  # type: ignore[method-assign,assignment]
admin.site.site_header = admin.site.site_title = _("Lodge: administration")
admin.site.index_title = _("At a glance")
# Each page links to all sections above its title, so that lists have the full width.
admin.site.enable_nav_sidebar = False


RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


def is_superuser(request: HttpRequest) -> bool:
    """Whether the requesting user is a superuser."""
    return isinstance(request.user, User) and request.user.is_active and request.user.is_superuser


class AddressFilter(admin.SimpleListFilter):
    """Filters users that no mail reaches: old accounts without an address, or with another user's."""

    title, parameter_name = _("address"), "address"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The only choice."""
        return [("none", _("Without an address"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """The users without a usable address."""
        return queryset.filter(email__endswith=NOWHERE) if self.value() == "none" else queryset


@admin.register(User)
class LodgeUserAdmin(ListHeading, ErasureActions, UserAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Django's user pages with Lodge's preferences. Rare settings are collapsed."""

    heading = _("People")
    form = EditUserForm
    add_form = CreateUserForm
    add_form_template = "accounts/admin/user_add_form.html"
    change_password_form = SetUserPasswordForm
    change_user_password_template = "accounts/admin/user_set_password.html"  # noqa: S105  (a template)
    change_form_template = "accounts/admin/user_change_form.html"
    change_list_template = "accounts/admin/user_list.html"
    list_display = ("who", "may", "seen")
    actions = ("delete_selected", "take_accounts_away")
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
        (
            _("Signing in"),
            {"classes": ("collapse",), "fields": ("last_login", "date_joined", "elsewhere")},
        ),
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
        return render_to_string("accounts/admin/cells/user_name_and_address.html", {"person": user})

    @admin.display(description=_("may"), ordering="is_staff")
    def may(self, user: User) -> str:
        """The user's permissions, in words."""
        if user.erasing_since:
            return gettext("Nothing: being erased")
        if not user.is_active:
            return gettext("Nothing: deactivated")
        if user.is_superuser:
            return gettext("Everything")
        return (
            gettext("Report, and what their rights say here")
            if user.is_staff
            else gettext("Report")
        )

    @admin.display(description=_("signed in last"), ordering="last_login")
    def seen(self, user: User) -> SafeString:
        """When the user last signed in."""
        return render_to_string("accounts/admin/cells/last_sign_in.html", {"person": user})

    @admin.display(description=_("accounts elsewhere"))
    def elsewhere(self, user: User) -> SafeString | str:
        """The accounts at issuers that sign the user in."""
        rows = user.external_identities.order_by("created_at")
        line = gettext("%(issuer)s, last used %(day)s")
        lines = [
            line % {"issuer": each.issuer, "day": date_format(localtime(each.last_used_at))}
            for each in rows
        ]
        return format_html_join(mark_safe("<br>"), "{}", ((each,) for each in lines)) or "–"

    @admin.action(description=_("Take accounts elsewhere away"), permissions=["change"])
    def take_accounts_away(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """The chosen users no longer sign in with accounts elsewhere. Nobody takes those of who may do more."""
        count = 0
        for user in queryset:
            if self.has_change_permission(request, user):
                taken, _each = user.external_identities.all().delete()
                if taken:
                    self.log_change(request, user, gettext("Took accounts elsewhere away."))
                count += taken
        told = ngettext("%(n)d account was taken away.", "%(n)d accounts were taken away.", count)
        messages.success(request, told % {"n": count})

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Only superusers grant permissions: others could give away, or take for themselves, more than they have."""
        given = (*super().get_readonly_fields(request, obj), "elsewhere")
        return given if is_superuser(request) else given + RIGHTS

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Never for a user with more permissions: a new address or password would be a way to get them."""
        if obj is not None and isinstance(request.user, User) and exceeds(obj, request.user):
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save. A new user without a password gets a mail to choose one, where people sign in with one."""
        super().save_model(request, obj, form, change)
        if not change and not settings.PASSWORD_SIGN_IN:
            messages.info(request, gettext("They sign in without a password of Lodge."))
        elif not change and not obj.has_usable_password():
            mailing.post(account_mails.WELCOME, person=obj)
            told = gettext("Lodge mails %(address)s a link by which they choose a password.")
            messages.info(request, told % {"address": obj.address})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Django's own, with "Delete" under the name of what it does."""
        own = {
            "show_delete": False,
            "may_erase": self.has_delete_permission(request, self.get_object(request, object_id)),
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **own})


admin.site.unregister(Group)


@admin.register(Group)
class LodgeGroupAdmin(GroupAdmin):
    """Django's group pages, for superusers only: a member could otherwise extend their own permissions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Superusers only, as for permissions of users."""
        return is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """Superusers only, as for permissions of users."""
        return is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """Superusers only, as for permissions of users."""
        return is_superuser(request)
