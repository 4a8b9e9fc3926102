"""The list of forms and the page of one: words, order and access. Nothing here calls Jira."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.db.models import CharField, ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.list_admin import ListHeading
from integrations import jira
from issues.admin.bugforms import choose_fields, choose_place, test_form, yaml_files
from issues.admin.bugforms.base_view import address
from issues.bugforms.overlay import is_empty
from issues.models import Author, BugForm, BugFormField

if TYPE_CHECKING:  # generic only for the type checker
    TabularInline = admin.TabularInline[BugFormField, BugForm]
    ModelAdmin = admin.ModelAdmin[BugForm]
    InlineFormSet = forms.BaseInlineFormSet[BugFormField, BugForm, forms.ModelForm[BugFormField]]
else:
    TabularInline, ModelAdmin, InlineFormSet = (
        admin.TabularInline,
        admin.ModelAdmin,
        forms.BaseInlineFormSet,
    )


class FieldForm(forms.ModelForm[BugFormField]):
    """The words of one field. Its value is edited elsewhere."""

    def clean(self) -> dict[str, Any]:
        """Refuse to hide a field without a value."""
        cleaned = super().clean() or {}
        if cleaned.get("hidden") and is_empty(self.instance.value):
            self.add_error("hidden", gettext("Give it a value first, under “Fields from Jira”."))
        return cleaned


class WordsForm(forms.ModelForm[BugForm]):
    """The words of a form, stored exactly as typed, so that an export does not change."""

    TEXTS = ("intro", "description_template")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "shared_account_id" in self.fields:
            self.fields["shared_account_id"] = self._shared_accounts()
        for field in (self.fields[name] for name in self.TEXTS if name in self.fields):
            if isinstance(field, forms.CharField):
                field.strip = False  # a block of YAML ends with a line break, a template with "1. "

    def _shared_accounts(self) -> forms.ChoiceField:
        """The shared links that open the site of the form, and the one that was chosen before."""
        chosen = self.instance.shared_account_id
        known = {
            each.account_id: gettext("%(name)s, open to %(n)d groups")
            % {"name": each.name, "n": each.groups}
            for each in jira.shared_accounts_at(self.instance.cloud_id)
        }
        if chosen and chosen not in known:
            known[chosen] = gettext("%(id)s, which does not open this site now") % {"id": chosen}
        return forms.ChoiceField(
            label=gettext("Shared account"),
            help_text=gettext("Superusers enter these under “Links to Atlassian”."),
            choices=[("", "–"), *known.items()],
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        """Line breaks as in files, since browsers end every line with CR LF; and an account for every author."""
        cleaned = super().clean() or {}
        if cleaned.get("author") not in (None, Author.PERSON) and not cleaned.get(
            "shared_account_id"
        ):
            self.add_error("shared_account_id", gettext("Choose the account that files."))
        texts = {
            name: cleaned[name].replace("\r\n", "\n") for name in self.TEXTS if name in cleaned
        }
        return cleaned | {name: text if text.strip() else "" for name, text in texts.items()}


class FieldSet(InlineFormSet):
    """The rows of fields. Each control has its own accessible name, because the column heads are far away."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name each control by its column and its field of Jira."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {form.instance}"


class FieldInline(TabularInline):
    """The fields in their order. Adding fields and setting values happens on the page that asks Jira."""

    model = BugFormField
    form = FieldForm
    formset = FieldSet
    formfield_overrides = {CharField: {"widget": forms.TextInput({"size": 22})}}
    fields = ("position", "field_id", "label", "help", "required", "hidden", "typed")
    readonly_fields = ("field_id", "typed")
    extra = 0

    @admin.display(description=_("value"))
    def typed(self, row: BugFormField) -> str:
        """The preset value, as a person would type it."""
        if is_empty(row.value):
            return "–"
        text = ", ".join(map(str, row.value)) if isinstance(row.value, list) else str(row.value)
        return text if len(text) <= 80 else text[:79] + "…"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never here: see above."""
        return False


@admin.register(BugForm)
class BugFormAdmin(ListHeading, ModelAdmin):
    """The list of all forms. A new form begins with its place in Jira."""

    heading = _("Prepared forms")
    form = WordsForm
    change_form_template = "issues/admin/bugform_change_form.html"
    change_list_template = "issues/admin/bugform_list.html"
    fieldsets = (
        (None, {"fields": ("name", "slug", "is_active", "groups")}),
        (_("Where it files"), {"fields": ("site", "project_key", "type")}),
        (_("Who is the author"), {"fields": ("author", "shared_account_id", "reporter_line")}),
        (_("Words"), {"fields": ("intro", "description_template")}),
    )
    readonly_fields = ("site", "project_key", "type")
    formfield_overrides = {ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    list_display = ("name", "at", "in_use", "where", "changed")
    list_filter = ("is_active", "site_name", "project_key")
    search_fields = ("name", "slug", "project_key")
    search_help_text = _("a name, an address or a project")
    inlines = (FieldInline,)
    actions = ("test_forms", "export_forms")

    @admin.display(description=_("address"), ordering="slug")
    def at(self, form: BugForm) -> SafeString:
        """Its address."""
        return format_html('<a href="/f/{0}/">/f/{0}/</a>', form.slug)

    @admin.display(description=_("in use"), ordering="is_active")
    def in_use(self, form: BugForm) -> str:
        """Whether it is in use, in words: a phone shows no column heads."""
        return gettext("In use") if form.is_active else gettext("Not in use")

    @admin.display(description=_("files in"), ordering="project_key")
    def where(self, form: BugForm) -> SafeString:
        """Its project, type and site."""
        return format_html("{} · {} · {}", form.project_key, self.type(form), self.site(form))

    @admin.display(description=_("changed"), ordering="updated_at")
    def changed(self, form: BugForm) -> SafeString:
        """When its words or place were last changed."""
        return render_to_string("issues/admin/cells/bugform_changed.html", {"form": form})

    @admin.display(description=_("site"))
    def site(self, form: BugForm) -> str:
        """The site's name, or its id where the name is unknown."""
        return form.site_name or form.cloud_id

    @admin.display(description=_("type"))
    def type(self, form: BugForm) -> str:
        """The type's name, or its id where the name is unknown."""
        return form.issue_type_name or form.issue_type_id

    def get_urls(self) -> list[URLPattern]:
        """Django's own addresses, and those of views that ask Jira or handle files."""
        own = [
            address("new/", choose_place.new, "bugform-new"),
            address("<int:pk>/place/", choose_place.move, "bugform-place"),
            address("<int:pk>/fields/", choose_fields.fields, "bugform-fields"),
            address("test/", test_form.trial, "bugform-test"),
            address("export/", yaml_files.export, "bugform-export"),
            address("import/", yaml_files.upload, "bugform-import"),
        ]
        return own + super().get_urls()

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A form begins with its place, which must be chosen from Jira."""
        return redirect("admin:bugform-new")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page without the button "add another"."""
        extra = {**(extra_context or {}), "show_save_and_add_another": False}
        return super().change_view(request, object_id, form_url, extra)

    @admin.action(description=_("Test"), permissions=["view"])
    def test_forms(self, request: HttpRequest, queryset: QuerySet[BugForm]) -> HttpResponse:
        """Redirect to a custom view, where Jira may be asked."""
        chosen = [("form", pk) for pk in queryset.values_list("pk", flat=True)]
        return redirect(f"{reverse('admin:bugform-test')}?{urlencode(chosen)}")

    @admin.action(description=_("Export as YAML"), permissions=["view"])
    def export_forms(self, request: HttpRequest, queryset: QuerySet[BugForm]) -> HttpResponse:
        """The chosen forms as a file."""
        return yaml_files.download(queryset.order_by("slug").prefetch_related("groups", "fields"))
