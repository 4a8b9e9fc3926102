"""Accepting an invitation: the link, the form for name and password, and signing in."""

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe
from django.views.generic import View

from accounts.email_addresses import holder_of
from accounts.forms.accept_invitation import AcceptInvitationForm
from accounts.inviting.accept import TooLateError, let_in
from accounts.inviting.signed_link import invitation_by, link_of
from accounts.models import Invitation, InvitationState, User
from accounts.views.other_ways import other_ways

_KEPT = "invitation"
_BACKEND = "accounts.authentication.NameOrEmailBackend"


@require_safe
def open_link(request: HttpRequest, key: str) -> HttpResponse:
    """Remember the invitation of the link in the session, and redirect to a URL without the key.

    This does not use the link up: mail programs follow links before people do.
    """
    invitation = invitation_by(key)
    request.session[_KEPT] = str(invitation.pk) if invitation else ""
    return redirect("accounts:accept-invitation")


@method_decorator(sensitive_post_parameters(), "dispatch")
class AcceptInvitationView(View):
    """The form, or why the invitation cannot be used."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        invitation = _kept(request)
        if problem := _problem(request, invitation):
            return _told(request, problem, invitation)
        return _page(request, AcceptInvitationForm(cast("Invitation", invitation)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Create the account, sign in, and redirect."""
        invitation = _kept(request)
        if problem := _problem(request, invitation):
            return _told(request, problem, invitation)
        assert invitation is not None
        form = AcceptInvitationForm(invitation, request.POST)
        if not form.is_valid():
            return _page(request, form)
        try:
            user = let_in(invitation, form.save(commit=False))
        except TooLateError:
            return _told(request, _problem(request, _kept(request)) or "used", invitation)
        except IntegrityError:  # the name or the address was taken meanwhile
            if holder_of(invitation.address) is not None:
                return _told(request, "here", invitation)
            form.add_error("username", form.taken(form.cleaned_data["username"]))
            return _page(request, form)
        return _welcome(request, user)


def _welcome(request: HttpRequest, user: User) -> HttpResponse:
    del request.session[_KEPT]
    login(request, user, backend=_BACKEND)
    messages.success(
        request, _("Welcome to Lodge, %(name)s.") % {"name": user.get_full_name() or user}
    )
    return redirect(reverse("link:index"))


def _kept(request: HttpRequest) -> Invitation | None:
    pk = request.session.get(_KEPT)
    return (
        Invitation.objects.select_related("invited_by").filter(pk=UUID(pk)).first() if pk else None
    )


def _problem(request: HttpRequest, invitation: Invitation | None) -> str:
    """Why the invitation cannot be used, as invitation_unusable.html takes it; empty where it can."""
    if invitation is None:
        return "unknown" if _KEPT in request.session else "none"
    if invitation.state == InvitationState.WITHDRAWN:
        return "withdrawn"
    if invitation.state == InvitationState.ACCEPTED:
        return "used"
    if holder_of(invitation.address) is not None:
        return "here"
    if invitation.has_ended:
        return "ended"
    if request.user.is_authenticated:
        return "signed-in"
    return "" if settings.PASSWORD_SIGN_IN else "elsewhere"


def _told(request: HttpRequest, problem: str, invitation: Invitation | None) -> HttpResponse:
    context: dict[str, Any] = {"problem": problem, "invitation": invitation}
    if problem == "signed-in" and invitation is not None:
        context["back"] = link_of(invitation).removeprefix(request.build_absolute_uri("/")[:-1])
    if problem == "elsewhere":
        context["other_ways"] = other_ways()
    status = 200 if problem in ("signed-in", "elsewhere") else 410
    return render(request, "accounts/invitation_unusable.html", context, status=status)


def _page(request: HttpRequest, form: AcceptInvitationForm) -> HttpResponse:
    return render(
        request, "accounts/accept_invitation.html", {"form": form, "invitation": form.invitation}
    )
