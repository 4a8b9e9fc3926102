"""Sign-in, sign-out, passwords and preferences: Django's views with Lodge's texts and limits."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.generic import FormView, UpdateView, View

from accounts.forms.passwords import ChangePasswordForm, NewPasswordForm, RequestPasswordResetForm
from accounts.forms.preferences import PreferencesForm, ThemeForm
from accounts.forms.sign_in import SignInForm
from accounts.models import User
from accounts.next_url import local_path
from accounts.views.other_ways import other_ways


class SignInView(auth.LoginView):
    """The sign-in page. It keeps a valid `next`, and after a wrong password the typed name."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm  # type: ignore[assignment]
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which ways to sign in there are."""
        ways = other_ways()
        more = {"passwords": settings.PASSWORD_SIGN_IN, "atlassian": "atlassian" in dict(ways)}
        return super().get_context_data(**kwargs, **more, other_ways=ways)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check a password, where people sign in with one."""
        if not settings.PASSWORD_SIGN_IN:
            return redirect("accounts:sign-in")
        return super().post(request, *args, **kwargs)

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """The same `next` rule as everywhere in Lodge."""
        return local_path(self.request.POST.get("next", self.request.GET.get("next")))


class SignOutView(auth.LogoutView):
    """Signs out, by POST only. Who came by single sign-on may be signed out there, too."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session here, then the one at the issuer, where a setting says so."""
        by_issuer = request.session.get("signed_in_by") == "oidc" and settings.OIDC_SIGN_OUT
        response: HttpResponse = super().post(request, *args, **kwargs)
        return redirect("single-sign-on:sign-out") if by_issuer else response

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """The same `next` rule as everywhere in Lodge."""
        return local_path(self.request.POST.get("next", self.request.GET.get("next")))


class PasswordsMixin(View):
    """A page about passwords, which leads to the sign-in page where nobody signs in with one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show it only where passwords are used."""
        if not settings.PASSWORD_SIGN_IN:
            return redirect(
                "accounts:preferences" if request.user.is_authenticated else "accounts:sign-in"
            )
        return super().dispatch(request, *args, **kwargs)


class PasswordChangeView(PasswordsMixin, auth.PasswordChangeView):
    """Changes the password of a signed-in user. Their other sessions end."""

    template_name = "accounts/password_change_form.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("accounts:preferences")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the request, for the limits."""
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, and confirm it."""
        messages.success(
            self.request, _("Your password is changed. Everywhere else you are signed out.")
        )
        return super().form_valid(form)


class PasswordResetView(PasswordsMixin, FormView[RequestPasswordResetForm]):
    """Requests a password reset link. Answer and work are the same for every address: the worker looks it up."""

    template_name = "accounts/password_reset_form.html"
    form_class = RequestPasswordResetForm
    success_url = reverse_lazy("accounts:password-reset-sent")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the request, for the limits."""
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: RequestPasswordResetForm) -> HttpResponse:
        """Queue the mail."""
        form.save()
        return super().form_valid(form)


class PasswordResetSentView(auth.PasswordResetDoneView):
    """Says that the link is sent if the address is known."""

    template_name = "accounts/password_reset_sent.html"


class PasswordResetConfirmView(PasswordsMixin, auth.PasswordResetConfirmView):
    """Sets a new password by a link, or says why the link does not work."""

    template_name = "accounts/password_reset_confirm.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("accounts:sign-in")

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, and confirm it on the sign-in page."""
        messages.success(self.request, _("Your new password is saved. Sign in with it."))
        return super().form_valid(form)


class PreferencesView(LoginRequiredMixin, UpdateView):  # type: ignore[type-arg]  # not generic at run time
    """The preferences of the current user."""

    template_name = "accounts/preferences.html"
    context_object_name = "person"  # "user" would hide the current user of the templates
    form_class = PreferencesForm
    success_url = reverse_lazy("accounts:preferences")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the user can sign in with a password, and by single sign-on."""
        issuer = settings.OIDC_ISSUER
        joined = self.object.external_identities.filter(issuer=issuer).exists() if issuer else False
        more = {"passwords": settings.PASSWORD_SIGN_IN, "issuer": issuer, "joined": joined}
        return super().get_context_data(**kwargs, **more, issuer_name=settings.OIDC_NAME)

    def get_object(self, queryset: Any = None) -> User:
        """A fresh copy, so that the header does not show values that were refused."""
        assert self.request.user.pk is not None
        return User.objects.get(pk=self.request.user.pk)

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, and confirm it."""
        messages.success(self.request, _("Your preferences are saved."))
        return super().form_valid(form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Save the theme chosen in the account menu, and redirect to the same page.

    After a sign-in the request comes back as a GET, and the user chooses again.
    """
    form = ThemeForm(request.POST, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
    return redirect(local_path(request.POST.get("next")) or "accounts:preferences")
