"""The URLs, by app."""

from django.contrib import admin
from django.urls import include, path

from single_sign_on import views as sign_in_views

urlpatterns = [
    path("", include("issues.urls")),
    path("account/", include("accounts.urls")),
    path("sign-in/", include("single_sign_on.urls")),
    # Before those of integrations: a sign-in comes back here, too.
    path("link/complete/atlassian/", sign_in_views.complete_at_atlassian),
    path("link/", include("integrations.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "config.bad_request_handler.bad_request"
handler500 = "config.server_error_handlers.server_error"
