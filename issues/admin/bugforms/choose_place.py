"""Chooses where a form files: a site, project and type that the admin's own link can see."""

from contextlib import suppress
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from integrations import jira
from issues.admin.bugforms.base_view import form_or_404, note, page, staff_view
from issues.admin.bugforms.place_forms import NewForm, TypeForm
from issues.bugforms.as_code import FieldCode, replace_fields
from issues.bugforms.overlay import DESCRIPTION, FILES, PLACE, is_asked
from issues.models import BugForm
from issues.views.place_from_address import account_in_use, forms_of, project_of, site_of
from issues.views.signed_in_request import SignedIn

__all__ = ["move", "new"]
PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@staff_view("add", "change")
def new(request: SignedIn) -> HttpResponse:
    """Make a form: place and name, then its fields. It is not in use yet."""
    account, site, project = _so_far(request)
    if site is None or project is None:
        return _projects(request, account, site)
    types = forms_of(account, site, project)
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
    # a second click came first
    if made.pk is None or not BugForm.objects.filter(pk=made.pk).exists():
        asked.add_error("slug", _("The form at /f/%(slug)s/ exists already") % {"slug": slug})
        return _types(request, asked, site, project)
    messages.success(request, _("The form is made. Choose its fields; it is not in use yet."))
    return redirect("admin:bugform-fields", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_view("change")
def move(request: SignedIn, pk: int) -> HttpResponse:
    """Move a form to another place. Its fields stay and must be checked again."""
    form = form_or_404(pk)
    account, site, project = _so_far(request)
    if site is None or project is None:
        return _projects(request, account, site, form)
    types = forms_of(account, site, project)
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
    """Whether a new form starts with the field: what Jira requires, a description, files."""
    return meta.field_id not in PLACE and (
        is_asked(meta) or meta.schema.system in {DESCRIPTION, FILES}
    )


def _so_far(request: SignedIn) -> tuple[jira.Account, jira.Site | None, jira.Project | None]:
    """What the address has chosen so far. Raises what account_in_use, site_of and project_of raise."""
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
    found = (
        jira.search_projects(account.account_id, site.cloud_id, query, start, PAGE)
        if site
        else None
    )
    more = start + PAGE if found is not None and not found.is_last else None
    sites = [each for each in account.sites if not each.gone]
    where = urlencode({"site": site.cloud_id}) if site else ""
    onward = urlencode({"site": site.cloud_id, "q": query, "start": more}) if site and more else ""
    return page(
        request,
        "bugform_project",
        form,
        site=site,
        sites=sites,
        found=found,
        query=query,
        where=where,
        onward=onward,
    )


def _types(
    request: SignedIn,
    asked: TypeForm,
    site: jira.Site,
    project: jira.Project,
    form: BugForm | None = None,
) -> HttpResponse:
    status = 422 if asked.is_bound else 200
    return page(request, "bugform_type", form, status, form=asked, site=site, project=project)


def _put(form: BugForm, site: jira.Site, project: jira.Project, kind: jira.IssueType) -> None:
    form.cloud_id, form.site_name, form.project_key = site.cloud_id, site.name, project.key
    form.issue_type_id, form.issue_type_name = kind.id, kind.name
    form.save()
