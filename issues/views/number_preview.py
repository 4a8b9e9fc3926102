"""Shows how a typed number is read, beside its field, for htmx. Makes no calls."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.number_format import decimal_sign
from issues.fieldkinds.decimals import LONGEST
from issues.fieldkinds.number import understood


@require_safe
def number_understood(request: HttpRequest) -> HttpResponse:
    """ "Read as 1234.5" for the text in the address, whatever its field. Empty where it is obvious."""
    typed = next((request.GET[name] for name in request.GET), "")[: LONGEST + 1]
    return render(
        request, "parts/number_as_read.html", {"understood": understood(typed, decimal_sign())}
    )
