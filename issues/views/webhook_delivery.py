"""The address at which Jira delivers events of webhooks: answered at once, and worked off elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from integrations import jira
from issues.reading.webhooks import receive_deliveries


@csrf_exempt
@require_POST
def deliver(request: HttpRequest) -> HttpResponse:
    """204 for a delivery that Atlassian signed. Nothing is read of one that it did not sign.

    401 without a good token, or with one that came before; 413 for more than Jira delivers; 400 for a body that names
    nothing; 503 while too many wait, so that Jira tries again.
    """
    try:
        token = jira.verified(request.headers.get("Authorization", ""))
    except jira.Denied:
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    if _size(request) > receive_deliveries.LARGEST:
        return HttpResponse(status=413)
    try:
        delivery = receive_deliveries.read(request.read(receive_deliveries.LARGEST))
    except receive_deliveries.Malformed:
        return HttpResponse(status=400)
    if not receive_deliveries.seen.add(token):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(status=204 if receive_deliveries.buffer.put(delivery, token) else 503)


def _size(request: HttpRequest) -> int:
    """The declared size of the body. One without a size is too large."""
    text = request.META.get("CONTENT_LENGTH") or ""
    return int(text) if text.isdigit() else receive_deliveries.LARGEST + 1
