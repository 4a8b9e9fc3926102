"""Addresses for signing in with an account elsewhere."""

from django.urls import path

from single_sign_on import views

app_name = "single-sign-on"
urlpatterns = [
    path("begin/<slug:provider>/", views.begin, name="begin"),
    # rule view-open: the issuer sends people back here before they are signed in
    path("complete/<slug:provider>/", views.complete, name="complete"),
    # rule view-open: for people who could not sign in
    path("failed/<slug:provider>/<slug:why>/", views.failed, name="failed"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
