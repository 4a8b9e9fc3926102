"""Answers /healthz and /readyz before any other middleware: monitors need no valid host name, TLS or session."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse

from config.health.probes import OK
from config.health.shared_readiness import readiness

ALIVE, READY = "/healthz", "/readyz"


class HealthMiddleware:
    """Answers with states only, nothing that helps a stranger: no name, address, version or time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path, _slash, check = request.path_info.partition(f"{READY}/")
        if request.path_info == ALIVE:
            answer: HttpResponse = JsonResponse({"status": OK})
        elif request.path_info == READY:
            answer = _ready("")
        elif check and not path:
            answer = _ready(check)
        else:
            return self.get_response(request)
        answer.headers["Cache-Control"] = "no-store"
        # Otherwise Django mails the admins about each check of a monitor while something is wrong.
        answer._has_been_logged = True  # type: ignore[attr-defined]  # as django.utils.log.log_response does
        return answer


def _ready(check: str) -> HttpResponse:
    """All checks, or one: like Kubernetes' own /readyz."""
    states = {name: found.state for name, found in readiness.now().items()}
    if check:
        if check not in states:
            return HttpResponseNotFound()
        states = {check: states[check]}
    ready = set(states.values()) == {OK}
    body = {"status": OK if ready else "unavailable", "checks": states}
    return JsonResponse(body, status=200 if ready else 503)
