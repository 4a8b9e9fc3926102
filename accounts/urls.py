"""URLs under /account/."""

from django.urls import path

from accounts.views import account, invitation, second_factor

app_name = "accounts"
urlpatterns = [
    # rule view-open: this is where people sign in
    path("sign-in/", account.SignInView.as_view(), name="sign-in"),
    # rule view-open: a user who is signed out already is redirected to the sign-in page
    path("sign-out/", account.SignOutView.as_view(), name="sign-out"),
    path("password/", account.PasswordChangeView.as_view(), name="password-change"),
    # rule view-open: for people who cannot sign in
    path("forgotten/", account.PasswordResetView.as_view(), name="password-reset"),
    # rule view-open: for people who cannot sign in
    path("forgotten/sent/", account.PasswordResetSentView.as_view(), name="password-reset-sent"),
    # rule view-open: a signed link identifies the user
    path(
        "forgotten/<uidb64>/<token>/",
        account.PasswordResetConfirmView.as_view(),
        name="password-reset-confirm",
    ),
    # rule view-open: invited people have no account yet
    path("invitation/", invitation.AcceptInvitationView.as_view(), name="accept-invitation"),
    # rule view-open: a signed link identifies the invitation
    path("invitation/<str:key>/", invitation.open_link, name="invitation"),
    path("preferences/", account.PreferencesView.as_view(), name="preferences"),
    path("second-factor/", second_factor.second_factor, name="second-factor"),
    path("theme/", account.choose_theme, name="theme"),
]
