"""How a number that somebody typed is read: what htmx shows beside the field. Asks nobody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.number_format import decimal_sign
from issues.fieldkinds.decimals import LONGEST
from issues.fieldkinds.number import understood


@require_safe
def number_understood(request: HttpRequest) -> HttpResponse:
    """ "Read as 1234.5" for the one text in the address, whatever its field is called; empty where it is plain."""
    typed = next((request.GET[name] for name in request.GET), "")[: LONGEST + 1]
    return render(request, "parts/understood.html", {"understood": understood(typed, decimal_sign())})
