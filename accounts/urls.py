"""Addresses of the people's room, under /account/."""

from django.urls import path

from accounts.views import account, invitation, second_factor

app_name = "accounts"
urlpatterns = [
    # rule view-open: this is where people sign in
    path("sign-in/", account.SignInView.as_view(), name="sign-in"),
    # rule view-open: who is signed out already is led to the door
    path("sign-out/", account.SignOutView.as_view(), name="sign-out"),
    path("password/", account.PasswordView.as_view(), name="password"),
    # rule view-open: for people who cannot sign in
    path("forgotten/", account.ForgottenView.as_view(), name="forgotten"),
    # rule view-open: for people who cannot sign in
    path("forgotten/sent/", account.ForgottenSentView.as_view(), name="forgotten-sent"),
    # rule view-open: a signed link stands for the person
    path("forgotten/<uidb64>/<token>/", account.NewPasswordView.as_view(), name="new-password"),
    # rule view-open: the invited have no account yet
    path("invitation/", invitation.ComingInView.as_view(), name="coming-in"),
    # rule view-open: a signed link stands for the person
    path("invitation/<str:key>/", invitation.open_link, name="invitation"),
    path("preferences/", account.PreferencesView.as_view(), name="preferences"),
    path("second-factor/", second_factor.second_factor, name="second-factor"),
    path("theme/", account.choose_theme, name="theme"),
]
