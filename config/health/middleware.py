"""/healthz and /readyz, before anything else: who watches asks by any name of the host, without TLS or a login."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse

from config.health.checks import OK
from config.health.readiness import readiness

ALIVE, READY = "/healthz", "/readyz"


class HealthMiddleware:
    """Answers with states and nothing that could help a stranger: no name, no address, no version, no time."""

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
        # Otherwise each look of a monitor while something is wrong would be a mail to the admins.
        answer._has_been_logged = True  # type: ignore[attr-defined]  # as django.utils.log.log_response does
        return answer


def _ready(check: str) -> HttpResponse:
    """Everything, or one check: as Kubernetes' own /readyz does."""
    states = {name: found.state for name, found in readiness.now().items()}
    if check:
        if check not in states:
            return HttpResponseNotFound()
        states = {check: states[check]}
    ready = set(states.values()) == {OK}
    body = {"status": OK if ready else "unavailable", "checks": states}
    return JsonResponse(body, status=200 if ready else 503)
