"""Suggestions inside of the box for JQL: fields, operators, values and words, as Jira gives them to the writer."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from integrations import jira
from issues.fieldkinds.base import Choice
from issues.queries.jql import writer
from issues.queries.jql.completion import Expected, Wanted, expected
from issues.queries.jql.tokens import is_plain_word
from issues.views.picker_suggestions import Option
from issues.views.place_from_address import UnknownPlaceError, account_in_use
from issues.views.queries.add_clause import OPERATORS
from issues.views.queries.jql_reference_data import Known, known_by_jira
from issues.views.signed_in_request import SignedIn

# Characters before the cursor that are looked at: an address holds no more. And how much is shown.
LOOKED_AT, SHOWN = 2000, 12


@require_safe
@login_required
def suggest(request: SignedIn) -> HttpResponse:
    """GET `cloud_id`, `q`: the query up to the cursor. Options for the list under the box; none where none fit."""
    before = request.GET.get("q", "").replace("\r\n", "\n")
    if len(before) > LOOKED_AT:
        return _answer(request, [], "")
    wanted = expected(before)
    try:
        account = account_in_use(request.user)
        known = known_by_jira(account, request.GET.get("cloud_id", ""))
        found = list(_choices(account, known, wanted))
    except (jira.IntegrationError, UnknownPlaceError):
        found = []
    return _answer(request, found, wanted.typed)


def _answer(request: SignedIn, found: list[Choice], typed: str) -> HttpResponse:
    shown = [_option(each, typed) for each in found[:SHOWN]]
    said = ngettext("%(n)d suggestion", "%(n)d suggestions", len(shown)) % {"n": len(shown)}
    context = {"options": shown, "people": False, "said": said if shown else _("No suggestions.")}
    return render(request, "parts/picker_options.html", context)


def _option(choice: Choice, typed: str) -> Option:
    start = choice.label.lower().find(typed.lower()) if typed else -1
    end = start + len(typed)
    if start < 0:
        start = end = len(choice.label)
    return Option(choice, choice.label[:start], choice.label[start:end], choice.label[end:])


def _choices(account: jira.Account, known: Known, wanted: Expected) -> Iterator[Choice]:
    """What fits what is typed: what begins with it first."""
    typed = wanted.typed.lower()
    all_of_them = list(_offered(account, known, wanted))
    begins = [each for each in all_of_them if each.label.lower().startswith(typed)]
    yield from begins
    within = (each for each in all_of_them if each not in begins)
    yield from (each for each in within if typed in each.label.lower())


def _offered(account: jira.Account, known: Known, wanted: Expected) -> Iterator[Choice]:
    match wanted.wanted:
        case Wanted.FIELD:
            usable = (each for each in known.query_fields if each.orderable or not wanted.is_order)
            yield from (Choice(each.value, each.name) for each in usable)
        case Wanted.OPERATOR:
            own = [each.operators for each in known.query_fields if each.value == wanted.field]
            yield from _words(*(own[0] if own and own[0] else OPERATORS))
        case Wanted.VALUE:
            yield from _values(account, known, wanted)
        case Wanted.EMPTY:
            yield from _words("EMPTY", "NOT EMPTY")
        case Wanted.JOIN:
            yield from _words("AND", "OR", "ORDER BY")
        case Wanted.BY:
            yield from _words("BY")
        case Wanted.DIRECTION:
            yield from _words("ASC", "DESC")


def _words(*words: str) -> Iterator[Choice]:
    return (Choice(each, each) for each in words)


def _values(account: jira.Account, known: Known, wanted: Expected) -> Iterator[Choice]:
    """Jira's suggestions for the field, then functions. A word that Jira reserves is quoted."""
    field = next((each for each in known.query_fields if each.value == wanted.field), None)
    if field is not None and field.suggests:
        at = account.account_id, known.site.cloud_id
        for each in jira.suggest_values(*at, field.value, wanted.typed):
            yield Choice(_written(each.value, known), each.label)
    yield from _words(*(f"{name}()" for name in sorted(known.functions)))


def _written(value: str, known: Known) -> str:
    is_free = value.lower() not in known.reserved and is_plain_word(value)
    return writer.word(value) if is_free else writer.quoted(value)
