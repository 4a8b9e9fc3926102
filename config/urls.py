"""Every address, by room."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("issues.urls")),
    path("account/", include("accounts.urls")),
    path("link/", include("integrations.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "config.toolarge.bad_request"
handler500 = "config.unavailable.server_error"
