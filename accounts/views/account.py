"""Signing in and out, passwords, preferences. Django's own views, with our words and our limits."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.generic import FormView, UpdateView

from accounts.forms.passwords import ForgottenPasswordForm, NewPasswordForm, OwnPasswordForm
from accounts.forms.preferences import PreferencesForm, ThemeForm
from accounts.forms.signing_in import SignInForm
from accounts.models import User
from accounts.onward import local_path


class SignInView(auth.LoginView):
    """The door. Keeps `next` when it leads into Lodge; a wrong password keeps the name that was typed."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm  # type: ignore[assignment]
    redirect_authenticated_user = True

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """As everywhere in Lodge."""
        return local_path(self.request.POST.get("next", self.request.GET.get("next")))


class SignOutView(auth.LogoutView):
    """Out, by a POST only."""

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """As everywhere in Lodge."""
        return local_path(self.request.POST.get("next", self.request.GET.get("next")))


class PasswordView(auth.PasswordChangeView):
    """A new password for somebody who is signed in; their other sessions end."""

    template_name = "accounts/password.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("accounts:preferences")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who asks, for the limits."""
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it, and say so."""
        messages.success(self.request, _("Your password is changed. Everywhere else you are signed out."))
        return super().form_valid(form)


class ForgottenView(FormView[ForgottenPasswordForm]):
    """Asks for the address to which a link may go. What is answered, and what is done for it, is the same for every
    address: the worker finds out whose it is.
    """

    template_name = "accounts/forgotten.html"
    form_class = ForgottenPasswordForm
    success_url = reverse_lazy("accounts:forgotten-sent")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who asks, for the limits."""
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: ForgottenPasswordForm) -> HttpResponse:
        """Have the mail sent, if there is somebody."""
        form.save()
        return super().form_valid(form)


class ForgottenSentView(auth.PasswordResetDoneView):
    """The link is on its way, if there is somebody with that address."""

    template_name = "accounts/forgotten_sent.html"


class NewPasswordView(auth.PasswordResetConfirmView):
    """Where the link leads: a new password, or why the link is of no use any more."""

    template_name = "accounts/new_password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("accounts:sign-in")

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it, and say so on the page for signing in."""
        messages.success(self.request, _("Your new password is saved. Sign in with it."))
        return super().form_valid(form)


class PreferencesView(LoginRequiredMixin, UpdateView):  # type: ignore[type-arg]  # not generic at run time
    """How somebody likes their pages and mails: always their own."""

    template_name = "accounts/preferences.html"
    context_object_name = "person"  # "user" would hide the one who is signed in
    form_class = PreferencesForm
    success_url = reverse_lazy("accounts:preferences")

    def get_object(self, queryset: Any = None) -> User:
        """A fresh copy: what is typed but refused must not show in the header."""
        assert self.request.user.pk is not None
        return User.objects.get(pk=self.request.user.pk)

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, and say so."""
        messages.success(self.request, _("Your preferences are saved."))
        return super().form_valid(form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Save the colours chosen in the account menu, and go back to the page where that was.

    Who had to sign in first comes back with a GET, and may choose again.
    """
    form = ThemeForm(request.POST, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
    return redirect(local_path(request.POST.get("next")) or "accounts:preferences")
