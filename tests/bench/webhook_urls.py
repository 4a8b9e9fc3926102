"""Lodge's addresses, and a view that does nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def empty(request: HttpRequest) -> HttpResponse:
    """Read the body, and say nothing."""
    request.read()
    return HttpResponse(status=204)


urlpatterns = [path("empty/", empty), path("", include("config.urls"))]
