"""Addresses of the people's room, under /account/."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.SignInView.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("password/", views.PasswordView.as_view(), name="password"),
    path("forgotten/", views.ForgottenView.as_view(), name="forgotten"),
    path("forgotten/sent/", views.ForgottenSentView.as_view(), name="forgotten-sent"),
    path("forgotten/<uidb64>/<token>/", views.NewPasswordView.as_view(), name="new-password"),
    path("preferences/", views.PreferencesView.as_view(), name="preferences"),
    path("theme/", views.choose_theme, name="theme"),
]
