"""The list of forms, and the page of one: its words, order and who may use it. Nothing here calls Jira."""

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

from issues.admin.bugforms import fields, files, place, trial
from issues.admin.bugforms.frame import address
from issues.bugforms.overlay import is_empty
from issues.models import BugForm, BugFormField

if TYPE_CHECKING:  # generic for the type checker alone
    TabularInline = admin.TabularInline[BugFormField, BugForm]
    ModelAdmin = admin.ModelAdmin[BugForm]
    InlineFormSet = forms.BaseInlineFormSet[BugFormField, BugForm, forms.ModelForm[BugFormField]]
else:
    TabularInline, ModelAdmin, InlineFormSet = admin.TabularInline, admin.ModelAdmin, forms.BaseInlineFormSet


class FieldForm(forms.ModelForm[BugFormField]):
    """The words of one field, beside a value that is typed elsewhere."""

    def clean(self) -> dict[str, Any]:
        """Refuse to hide what has no value."""
        cleaned = super().clean() or {}
        if cleaned.get("hidden") and is_empty(self.instance.value):
            self.add_error("hidden", gettext("Give it a value first, under “Fields from Jira”."))
        return cleaned


class WordsForm(forms.ModelForm[BugForm]):
    """The words of a form, kept to the letter: an export stays the same however often they are stored."""

    TEXTS = ("intro", "description_template")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.fields[name] for name in self.TEXTS if name in self.fields):
            if isinstance(field, forms.CharField):
                field.strip = False  # a file's block ends with a line break, a template with "1. "

    def clean(self) -> dict[str, Any]:
        """Line breaks as files have them: browsers end every line with CR LF."""
        cleaned = super().clean() or {}
        texts = {name: cleaned[name].replace("\r\n", "\n") for name in self.TEXTS if name in cleaned}
        return cleaned | {name: text if text.strip() else "" for name, text in texts.items()}


class FieldSet(InlineFormSet):
    """The rows of fields. What is typed into has a name of its own: the table's heads are too far away for that."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name each control by its column and by the field of Jira that the row is about."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {form.instance}"


class FieldInline(TabularInline):
    """The fields in their order. They are added, and given values, where Jira is asked about them."""

    model = BugFormField
    form = FieldForm
    formset = FieldSet
    formfield_overrides = {CharField: {"widget": forms.TextInput({"size": 22})}}
    fields = ("position", "field_id", "label", "help", "required", "hidden", "typed")
    readonly_fields = ("field_id", "typed")
    extra = 0

    @admin.display(description=_("value"))
    def typed(self, row: BugFormField) -> str:
        """What stands there beforehand, as a person would type it."""
        if is_empty(row.value):
            return "–"
        text = ", ".join(map(str, row.value)) if isinstance(row.value, list) else str(row.value)
        return text if len(text) <= 80 else text[:79] + "…"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never here: see above."""
        return False


@admin.register(BugForm)
class BugFormAdmin(ModelAdmin):
    """Every form. A new one begins with its place in Jira."""

    form = WordsForm
    change_form_template = "issues/admin/change_form.html"
    change_list_template = "issues/admin/change_list.html"
    fieldsets = (
        (None, {"fields": ("name", "slug", "is_active", "groups")}),
        (_("Where it files"), {"fields": ("site", "project_key", "type")}),
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
        """Where it is."""
        return format_html('<a href="/f/{0}/">/f/{0}/</a>', form.slug)

    @admin.display(description=_("in use"), ordering="is_active")
    def in_use(self, form: BugForm) -> str:
        """In words: a phone shows no heads of columns."""
        return gettext("In use") if form.is_active else gettext("Not in use")

    @admin.display(description=_("files in"), ordering="project_key")
    def where(self, form: BugForm) -> SafeString:
        """Its project, type and site."""
        return format_html("{} · {} · {}", form.project_key, self.type(form), self.site(form))

    @admin.display(description=_("changed"), ordering="updated_at")
    def changed(self, form: BugForm) -> SafeString:
        """When somebody changed its words or its place."""
        return render_to_string("issues/admin/cells/changed.html", {"form": form})

    @admin.display(description=_("site"))
    def site(self, form: BugForm) -> str:
        """Its name, or its id where no name is known."""
        return form.site_name or form.cloud_id

    @admin.display(description=_("type"))
    def type(self, form: BugForm) -> str:
        """Its name, or its id where no name is known."""
        return form.issue_type_name or form.issue_type_id

    def get_urls(self) -> list[URLPattern]:
        """The admin's own, and those that ask Jira or move files."""
        own = [
            address("new/", place.new, "bugform-new"),
            address("<int:pk>/place/", place.move, "bugform-place"),
            address("<int:pk>/fields/", fields.fields, "bugform-fields"),
            address("test/", trial.trial, "bugform-test"),
            address("export/", files.export, "bugform-export"),
            address("import/", files.upload, "bugform-import"),
        ]
        return own + super().get_urls()

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django's own, without "Select … to change" as the page's name."""
        changes = super().get_changelist_instance(request)
        changes.title = gettext("Prepared forms")
        return changes

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A form begins with its place, which only Jira knows."""
        return redirect("admin:bugform-new")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Without the button that would add another: that is begun in Jira."""
        extra = {**(extra_context or {}), "show_save_and_add_another": False}
        return super().change_view(request, object_id, form_url, extra)

    @admin.action(description=_("Test"), permissions=["view"])
    def test_forms(self, request: HttpRequest, queryset: QuerySet[BugForm]) -> HttpResponse:
        """On a page of its own, where Jira may be asked."""
        chosen = [("form", pk) for pk in queryset.values_list("pk", flat=True)]
        return redirect(f"{reverse('admin:bugform-test')}?{urlencode(chosen)}")

    @admin.action(description=_("Export as YAML"), permissions=["view"])
    def export_forms(self, request: HttpRequest, queryset: QuerySet[BugForm]) -> HttpResponse:
        """Those chosen, as a file."""
        return files.download(queryset.order_by("slug").prefetch_related("groups", "fields"))
