"""What a picker shows while somebody types: the part that combobox.js puts under the box."""

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
from issues import forms
from issues.fieldkinds import Context
from issues.fieldkinds.base import Choice, one_line
from issues.lookup import JiraLookup
from issues.richtext import mention
from issues.views.place import UnknownPlaceError, account_in_use, project_of, site_of
from issues.views.request import SignedIn
from issues.views.trouble import clock

MENTION = "mention"  # in the place of a field: anybody who can be named in a text
SHOWN = 20
REMEMBERED = "private, max-age=60"
Address = tuple[str, str, str]


@dataclass(frozen=True)
class Option:
    """A choice as it is drawn: its label in three pieces, the middle one being what was typed."""

    choice: Choice
    before: str
    match: str = ""
    after: str = ""
    markdown: str = ""


@require_safe
def suggest(
    request: HttpRequest, cloud_id: str, project_key: str, issue_type_id: str, field_id: str
) -> HttpResponse:
    """`?q=`: what one field of a form offers. Raises Http404 for a place or a field that is none for this user."""
    if not request.user.is_authenticated:
        said = _("You are signed out. What you typed is still here: sign in in another tab, then go on.")
        return _problem(request, said, status=401)
    query = one_line(request.GET.get("q", ""))[:255]
    try:
        choices, people = _found(
            cast("SignedIn", request), (cloud_id, project_key, issue_type_id), field_id, query
        )
    except UnknownPlaceError as error:
        raise Http404 from error
    except jira.IntegrationError as error:
        return _problem(request, why_nothing(error))
    options = [_option(choice, query, field_id) for choice in choices[:SHOWN]]
    context = {"options": options, "people": people, "said": _said(len(choices), query)}
    answer = render(request, "parts/options.html", context)
    answer.headers["Cache-Control"] = REMEMBERED
    return answer


def _found(request: SignedIn, address: Address, field_id: str, query: str) -> tuple[Sequence[Choice], bool]:
    """What matches, and whether they are people. Raises Http404, UnknownPlaceError and the door's errors."""
    account = account_in_use(request.user)
    site = site_of(account, address[0])
    project = project_of(account, site, address[1])
    lookup = JiraLookup(account.account_id, site.cloud_id, project.key)
    if field_id == MENTION:
        return lookup.users(query), True
    metas = jira.create_fields(account.account_id, site.cloud_id, project.id, address[2])
    meta = next((each for each in metas if each.field_id == field_id), None)
    if meta is None:
        raise Http404
    found = forms.suggest(meta, Context(ZoneInfo("UTC"), lookup), query)
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
    """What is announced."""
    if number > SHOWN:
        return _("The first %(n)d results. Write more of the name to see others.") % {"n": SHOWN}
    if number:
        return ngettext("%(n)d result", "%(n)d results", number) % {"n": number}
    return _("Nothing found for “%(query)s”.") % {"query": query} if query else _("Write what to search for.")


def why_nothing(error: jira.IntegrationError) -> str:
    """Why nothing can be offered now, and what to do."""
    match error:
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
            return _("Jira asks us to wait. Type again in a moment.")
        case _:
            return _("Jira does not answer. Type again to retry.")


def _problem(request: HttpRequest, said: str, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"said": said, "options": []}
    return render(request, "parts/options.html", context, status=status)
