"""The suggestions of a picker while a user types, which combobox.js puts under the box."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from integrations import jira
from issues.fieldkinds import Context
from issues.fieldkinds.base import Choice, one_line
from issues.forms import build_form
from issues.forms.picker_search import JiraLookup
from issues.richtext import mention
from issues.views.form_address import Address as FormAddress
from issues.views.place_from_address import UnknownPlaceError, account_in_use, project_of, site_of
from issues.views.signed_in_request import SignedIn
from issues.views.unavailable_wording import clock

MENTION = "mention"  # instead of a field id: people to mention in a text
SHOWN = 20
REMEMBERED = "private, max-age=60"


@dataclass(frozen=True)
class Option:
    """A choice as drawn: its label in three pieces, of which the middle one was typed."""

    choice: Choice
    before: str
    match: str = ""
    after: str = ""
    markdown: str = ""


@require_safe
def suggest(
    request: HttpRequest, cloud_id: str, project_key: str, issue_type_id: str, field_id: str
) -> HttpResponse:
    """`?q=`: the suggestions of one field. Raises Http404 for a place or a field that this user does not have."""
    if not request.user.is_authenticated:
        return _signed_out(request)
    place = FormAddress(cloud_id, project_key, issue_type_id)
    return _answered(cast("SignedIn", request), place, field_id)


@require_safe
def suggest_in_form(request: HttpRequest, slug: str, field_id: str) -> HttpResponse:
    """The same for a prepared form, as the account that files it. Raises Http404 where the user may not use it."""
    if not request.user.is_authenticated:
        return _signed_out(request)
    place = FormAddress.prepared(cast("SignedIn", request).user, slug)
    if place is None:
        raise Http404
    return _answered(cast("SignedIn", request), place, field_id)


def _signed_out(request: HttpRequest) -> HttpResponse:
    said = _(
        "You are signed out. What you typed is still here: sign in in another tab, then go on."
    )
    return _problem(request, said, status=401)


def _answered(request: SignedIn, place: FormAddress, field_id: str) -> HttpResponse:
    query = one_line(request.GET.get("q", ""))[:255]
    try:
        choices, people = _found(request, place, field_id, query)
    except UnknownPlaceError as error:
        raise Http404 from error
    except jira.IntegrationError as error:
        return _problem(request, why_nothing(error))
    options = [_option(choice, query, field_id) for choice in choices[:SHOWN]]
    context = {"options": options, "people": people, "said": _said(len(choices), query)}
    answer = render(request, "parts/picker_options.html", context)
    answer.headers["Cache-Control"] = REMEMBERED
    return answer


def _found(
    request: SignedIn, place: FormAddress, field_id: str, query: str
) -> tuple[Sequence[Choice], bool]:
    """The matches, and whether they are people. Raises Http404, UnknownPlaceError and errors of integrations.jira."""
    account = account_in_use(request.user, place.bug_form)
    site = site_of(account, place.cloud_id)
    project = project_of(account, site, place.project_key)
    lookup = JiraLookup(account.account_id, site.cloud_id, project.key)
    if field_id == MENTION:
        return lookup.users(query), True
    metas = jira.create_fields(account.account_id, site.cloud_id, project.id, place.issue_type_id)
    meta = next((each for each in metas if each.field_id == field_id), None)
    if meta is None:
        raise Http404
    found = build_form.suggest(meta, Context(ZoneInfo("UTC"), lookup), query)
    if found is None:
        raise Http404
    return found, "user" in (meta.schema.type, meta.schema.items)


def _option(choice: Choice, query: str, field_id: str) -> Option:
    found = re.search(re.escape(query), choice.label, re.IGNORECASE) if query else None
    start, end = found.span() if found else (len(choice.label), len(choice.label))
    pieces = choice.label[:start], choice.label[start:end], choice.label[end:]
    return Option(
        choice, *pieces, markdown=mention(choice.label, choice.value) if field_id == MENTION else ""
    )


def _said(number: int, query: str) -> str:
    """The announcement for screen readers."""
    if number > SHOWN:
        return _("The first %(n)d results. Write more of the name to see others.") % {"n": SHOWN}
    if number:
        return ngettext("%(n)d result", "%(n)d results", number) % {"n": number}
    return (
        _("Nothing found for “%(query)s”.") % {"query": query}
        if query
        else _("Write what to search for.")
    )


def why_nothing(error: jira.IntegrationError) -> str:
    """Why there are no suggestions now, and what to do."""
    match error:
        case jira.SharedUnavailable():
            return _("The shared link to Jira does not work now. What you typed is kept.")
        case jira.SiteLost():
            said = _("At present Lodge does not get into %(site)s. What you typed is kept.")
            return said % {"site": error.name or _("any Jira site")}
        case jira.NotConnected() | jira.ReconnectRequired():
            return _("Your link to Jira has ended. What you typed is kept; link again to search.")
        case jira.ScopeMissing() | jira.Denied():
            return _("Jira does not let you search here.")
        case jira.SlowDown():
            said = _(
                "You searched very often in a short time. What you typed is kept; search again at %(time)s."
            )
            return said % {"time": clock(error.retry_after)}
        case jira.RateLimited():
            return _("Jira asks Lodge to wait. Type again in a moment.")
        case _:
            return _("Jira does not answer. Type again to retry.")


def _problem(request: HttpRequest, said: str, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"said": said, "options": []}
    return render(request, "parts/picker_options.html", context, status=status)
