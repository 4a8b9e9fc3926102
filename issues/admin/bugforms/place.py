"""Where a form files: site, project and type, chosen from what the admin's own link sees."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from integrations import jira
from issues.admin.bugforms.frame import form_or_404, note, page, staff_view
from issues.bugforms.as_code import FieldCode, replace_fields
from issues.bugforms.overlay import DESCRIPTION, FILES, PLACE, is_asked
from issues.models import BugForm
from issues.views.place import account_in_use, project_of, site_of, types_of
from issues.views.request import SignedIn

__all__ = ["move", "new"]
PAGE = 20


class TypeForm(forms.Form):
    """Which type of issue the form files."""

    issue_type = forms.ChoiceField(label=gettext_lazy("Type"), widget=forms.RadioSelect)

    def __init__(self, types: tuple[jira.IssueType, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.types = {each.id: each for each in types}
        self.fields["issue_type"].choices = [(each.id, each.name) for each in types]  # type: ignore[attr-defined]
        self.fields["issue_type"].error_messages["required"] = _("Choose one")

    @property
    def chosen(self) -> jira.IssueType:
        """Only for a valid form."""
        return self.types[self.cleaned_data["issue_type"]]


class NewForm(TypeForm):
    """The same, with the name and address of a form that is to be made."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("The form is at /f/address/. Empty: made from the name."),
    )
    field_order = ("name", "slug", "issue_type")

    def clean(self) -> dict[str, Any]:
        """Refuse an address that is taken, and a name that makes none."""
        cleaned = super().clean() or {}
        if "name" in cleaned and "slug" in cleaned:
            cleaned["slug"] = cleaned["slug"] or slugify(cleaned["name"])[:60].strip("-")
            if not cleaned["slug"]:
                self.add_error("slug", _("No address can be made from the name. Write one"))
            elif BugForm.objects.filter(slug=cleaned["slug"]).exists():
                self.add_error(
                    "slug", _("The form at /f/%(slug)s/ exists already") % {"slug": cleaned["slug"]}
                )
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
@staff_view("add", "change")
def new(request: SignedIn) -> HttpResponse:
    """A form from nothing: where, what, its name; then its fields are chosen. It is not in use yet."""
    account, site, project = _so_far(request)
    if site is None or project is None:
        return _projects(request, account, site)
    types = types_of(account, site, project)
    asked = NewForm(types, request.POST if request.method == "POST" else None)
    if not asked.is_valid():
        return _types(request, asked, site, project)
    metas = jira.create_fields(account.account_id, site.cloud_id, project.id, asked.chosen.id)
    name, slug = asked.cleaned_data["name"], asked.cleaned_data["slug"]
    made = BugForm(name=name, slug=slug, is_active=False, created_by=request.user)
    with suppress(IntegrityError), transaction.atomic():
        _put(made, site, project, asked.chosen)
        replace_fields(made, [FieldCode(meta.field_id) for meta in metas if _begins_with(meta)])
        note(request, made, ADDITION, _("Made for %(project)s.") % {"project": project.key})
    if made.pk is None or not BugForm.objects.filter(pk=made.pk).exists():  # a second click was faster
        asked.add_error("slug", _("The form at /f/%(slug)s/ exists already") % {"slug": slug})
        return _types(request, asked, site, project)
    messages.success(request, _("The form is made. Choose its fields; it is not in use yet."))
    return redirect("admin:bugform-fields", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_view("change")
def move(request: SignedIn, pk: int) -> HttpResponse:
    """Another place for a form; its fields stay and are to be looked at again."""
    form = form_or_404(pk)
    account, site, project = _so_far(request)
    if site is None or project is None:
        return _projects(request, account, site, form)
    types = types_of(account, site, project)
    initial = {"issue_type": form.issue_type_id}
    asked = TypeForm(types, request.POST if request.method == "POST" else None, initial=initial)
    if not asked.is_valid():
        return _types(request, asked, site, project, form)
    with transaction.atomic():
        _put(form, site, project, asked.chosen)
        note(request, form, CHANGE, _("Moved to %(project)s.") % {"project": project.key})
    messages.success(request, _("The form files in %(project)s now.") % {"project": project.name})
    return redirect("admin:bugform-fields", form.pk)


def _begins_with(meta: jira.FieldMeta) -> bool:
    """Whether a new form has the field: what Jira requires, a description, files."""
    return meta.field_id not in PLACE and (is_asked(meta) or meta.schema.system in {DESCRIPTION, FILES})


def _so_far(request: SignedIn) -> tuple[jira.Account, jira.Site | None, jira.Project | None]:
    """What the address says. Raises what account_in_use, site_of and project_of raise."""
    account = account_in_use(request.user)
    open_sites = [site for site in account.sites if not site.gone]
    chosen, key = request.GET.get("site", ""), request.GET.get("project", "")
    if chosen:
        site = site_of(account, chosen)
    elif len(open_sites) == 1:
        # rule first-of-sites: it is the only one
        site = open_sites[0]
    else:
        return account, None, None
    return account, site, project_of(account, site, key) if key else None


def _projects(
    request: SignedIn, account: jira.Account, site: jira.Site | None, form: BugForm | None = None
) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:100]
    text = request.GET.get("start", "")
    start = min(int(text), 100_000) if text.isascii() and text.isdigit() else 0
    found = jira.search_projects(account.account_id, site.cloud_id, query, start, PAGE) if site else None
    more = start + PAGE if found is not None and not found.is_last else None
    sites = [each for each in account.sites if not each.gone]
    where = urlencode({"site": site.cloud_id}) if site else ""
    onward = urlencode({"site": site.cloud_id, "q": query, "start": more}) if site and more else ""
    return page(
        request,
        "projects",
        form,
        site=site,
        sites=sites,
        found=found,
        query=query,
        where=where,
        onward=onward,
    )


def _types(
    request: SignedIn, asked: TypeForm, site: jira.Site, project: jira.Project, form: BugForm | None = None
) -> HttpResponse:
    status = 422 if asked.is_bound else 200
    return page(request, "types", form, status, form=asked, site=site, project=project)


def _put(form: BugForm, site: jira.Site, project: jira.Project, kind: jira.IssueType) -> None:
    form.cloud_id, form.site_name, form.project_key = site.cloud_id, site.name, project.key
    form.issue_type_id, form.issue_type_name = kind.id, kind.name
    form.save()
