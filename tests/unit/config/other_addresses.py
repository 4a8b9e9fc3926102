"""Another URLconf, whose home is elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def home(request: HttpRequest) -> HttpResponse:
    """Nothing."""
    return HttpResponse()


urlpatterns = [path("elsewhere/", home, name="home"), path("admin/", home, name="admin")]
