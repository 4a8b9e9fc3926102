"""Writing a saved query: a new one, or one's own. It is kept whatever Jira says, unless it cannot be a query."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from integrations import jira
from issues.models import ParameterKind, SavedQuery
from issues.queries.check_against_jira import note
from issues.queries.jql.errors import JqlError
from issues.queries.jql.parser import parse
from issues.queries.parameters import Declared, declared
from issues.views.jira_unavailable import guarded
from issues.views.linked_account import account_in_any_state
from issues.views.queries import columns_and_parameters
from issues.views.queries.add_clause import OPERATORS, with_clause
from issues.views.queries.checked_query import Checked, checked
from issues.views.queries.example_queries import STARTS
from issues.views.queries.jql_reference_data import Known, known_by_jira
from issues.views.queries.query_form import QueryForm
from issues.views.signed_in_request import SignedIn

PER_PERSON = 200
_ASKED = ("jql", "columns", "sort", "sort_descending", "parameters", "cloud_id")


@require_http_methods(["GET", "HEAD", "POST"])
@guarded
def new(request: SignedIn) -> HttpResponse:
    """A query that is not saved yet: for the user's usual site, or the one that they choose first."""
    account = account_in_any_state(request.user.pk)
    sites = [site for site in account.sites if not site.gone]
    is_chosen = request.method == "POST" or "site" in request.GET or account.default_cloud_id
    if len(sites) > 1 and not is_chosen:
        return render(request, "issues/queries/choose_site.html", {"sites": sites})
    name, jql = STARTS.get(request.GET.get("start", ""), ("", ""))
    return _Desk.of(request, SavedQuery(owner=request.user, name=str(name), jql=jql)).answer()


@require_http_methods(["GET", "HEAD", "POST"])
@guarded
def edit(request: SignedIn, query_id: UUID) -> HttpResponse:
    """One's own query; 404 for anybody else's."""
    saved = get_object_or_404(SavedQuery, pk=query_id, owner=request.user)
    return _Desk.of(request, saved).answer()


@require_POST
@guarded
def delete(request: SignedIn, query_id: UUID) -> HttpResponse:
    """Delete one's own query, for everybody. Nothing in Jira changes."""
    saved = get_object_or_404(SavedQuery, pk=query_id, owner=request.user)
    saved.delete()
    messages.success(request, _("The query “%(name)s” is deleted.") % {"name": saved.name})
    return redirect("queries")


@dataclass
class _Desk:
    """A request for the form, the row that it is about, and what Jira knows."""

    request: SignedIn
    saved: SavedQuery
    account: jira.Account
    known: Known

    @classmethod
    def of(cls, request: SignedIn, saved: SavedQuery) -> "_Desk":
        """Raises NotConnected, SiteLost, UnknownPlaceError."""
        account = account_in_any_state(request.user.pk)
        sites = [site.cloud_id for site in account.sites if not site.gone]
        wanted = request.POST.get("cloud_id") or request.GET.get("site") or saved.cloud_id
        if not sites:
            raise jira.SiteLost("", others=False)
        only = "".join(sites) if len(sites) == 1 else ""
        wanted = wanted or account.default_cloud_id or only
        known = known_by_jira(account, wanted)
        if saved._state.adding:
            saved.columns = columns_and_parameters.usual(known.fields)
        return cls(request, saved, account, known)

    def answer(self) -> HttpResponse:
        """The form; or, once it is saved, the table."""
        if self.request.method != "POST":
            text = self.saved.jql
            form = self._form(None)
            return self._page(form, checked(text, self.account, self.known) if text else None)
        data = self.request.POST.copy()
        if data.get("do") == "add":
            data["jql"] = with_clause(data.get("jql", ""), data, self.known.query_fields)
        form = self._form(data)
        is_valid = form.is_valid()
        text = form.cleaned_data.get("jql", data.get("jql", ""))
        asked = _declared(text, self.saved.parameters)
        parameters = columns_and_parameters.posted_parameters(data, asked)
        self.saved.columns = columns_and_parameters.posted(
            data, self.saved.columns, self.known.fields
        )
        found = checked(text, self.account, self.known, parameters)
        before = dict(self.saved.parameters)
        self.saved.parameters = parameters
        is_new_to_the_form = any(f"kind-{each.name}" not in data for each in asked)
        if data.get("do") != "save":
            form.errors.clear()
            return self._page(form, found)
        for problem in (*found.own, *found.from_jira):
            form.add_error("jql", problem)
        self._check_number(form)
        if not is_valid or form.errors:
            return self._page(form, found, status=422)
        if is_new_to_the_form and asked and before != parameters:
            told = _("Nothing is saved yet. Say first what a reader fills in, then save.")
            messages.info(self.request, told)
            return self._page(form, found)
        return self._save(form, found)

    def _form(self, data: Any) -> QueryForm:
        return QueryForm(
            data,
            user=self.request.user,
            account=self.account,
            known=self.known,
            saved=self.saved,
        )

    def _check_number(self, form: QueryForm) -> None:
        own = SavedQuery.objects.filter(owner=self.request.user)
        if self.saved._state.adding and own.count() >= PER_PERSON:
            form.add_error(None, _("You have 200 queries. Delete one first."))

    def _save(self, form: QueryForm, found: Checked) -> HttpResponse:
        saved, stored = self.saved, None
        if not saved._state.adding:
            stored = SavedQuery.objects.get(pk=saved.pk)
        form.apply(saved)
        saved.site_name = self.known.site.name
        if stored is not None and any(getattr(saved, n) != getattr(stored, n) for n in _ASKED):
            saved.version = stored.version + 1
        saved.problems, saved.next_check_at = [], timezone.now()
        with transaction.atomic():
            saved.save()
            saved.groups.set(form.cleaned_data["groups"])
        if found.trouble:
            told = _("Saved, but not checked: %(why)s") % {"why": found.trouble}
            messages.warning(self.request, told)
        else:
            note(saved, ())
            messages.success(self.request, _("The query is saved."))
        return redirect("query", query_id=saved.pk)

    def _page(self, form: QueryForm, found: Checked | None, status: int = 200) -> HttpResponse:
        text = form["jql"].value() or ""
        first, rest = columns_and_parameters.choices(self.saved.columns, self.known.fields)
        context = {
            "form": form,
            "saved": self.saved,
            "is_new": self.saved._state.adding,
            "known": self.known,
            "checked": found,
            "chosen": first,
            "others": rest,
            "parameters": _declared(text, self.saved.parameters),
            "kinds": ParameterKind.choices,
            "starts": STARTS if self.saved._state.adding and not text else {},
            "operators": OPERATORS,
            "add": self.request.POST,
        }
        return render(self.request, "issues/queries/edit.html", context, status=status)


def _declared(text: str, stored: dict[str, dict[str, str]]) -> tuple[Declared, ...]:
    try:
        return declared(parse(text), stored)
    except JqlError:
        return ()
