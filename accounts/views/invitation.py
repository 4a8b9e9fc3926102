"""Where the link of an invitation leads: a name, a password, and then in."""

from typing import cast
from uuid import UUID

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

from accounts.addresses import holder_of
from accounts.forms.coming import ComingForm
from accounts.inviting.coming import TooLateError, let_in
from accounts.inviting.links import invitation_by, link_of
from accounts.models import Invitation, InvitationState, User

_KEPT = "invitation"
_BACKEND = "accounts.authentication.NameOrEmailBackend"


@require_safe
def open_link(request: HttpRequest, key: str) -> HttpResponse:
    """Remember which invitation the link in the mail is for, and go on to an address that opens nothing.

    Nothing is used up: mail programs follow links before people do.
    """
    invitation = invitation_by(key)
    request.session[_KEPT] = str(invitation.pk) if invitation else ""
    return redirect("accounts:coming-in")


@method_decorator(sensitive_post_parameters(), "dispatch")
class ComingInView(View):
    """The form, or why there is none."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw it."""
        invitation = _kept(request)
        if problem := _problem(request, invitation):
            return _told(request, problem, invitation)
        return _page(request, ComingForm(cast("Invitation", invitation)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make the account, sign in, and lead to the next step."""
        invitation = _kept(request)
        if problem := _problem(request, invitation):
            return _told(request, problem, invitation)
        assert invitation is not None
        form = ComingForm(invitation, request.POST)
        if not form.is_valid():
            return _page(request, form)
        try:
            user = let_in(invitation, form.save(commit=False))
        except TooLateError:
            return _told(request, _problem(request, _kept(request)) or "used", invitation)
        except IntegrityError:  # somebody took the name, or the address, while this was sent
            if holder_of(invitation.address) is not None:
                return _told(request, "here", invitation)
            form.add_error("username", form.taken(form.cleaned_data["username"]))
            return _page(request, form)
        return _welcome(request, user)


def _welcome(request: HttpRequest, user: User) -> HttpResponse:
    del request.session[_KEPT]
    login(request, user, backend=_BACKEND)
    messages.success(request, _("Welcome to Lodge, %(name)s.") % {"name": user.get_full_name() or user})
    return redirect(reverse("link:index"))


def _kept(request: HttpRequest) -> Invitation | None:
    pk = request.session.get(_KEPT)
    return Invitation.objects.select_related("invited_by").filter(pk=UUID(pk)).first() if pk else None


def _problem(request: HttpRequest, invitation: Invitation | None) -> str:
    """Why nobody comes in by it, as invitation_ended.html knows it; empty where somebody does."""
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
    return "signed-in" if request.user.is_authenticated else ""


def _told(request: HttpRequest, problem: str, invitation: Invitation | None) -> HttpResponse:
    context = {"problem": problem, "invitation": invitation}
    if problem == "signed-in" and invitation is not None:
        context["back"] = link_of(invitation).removeprefix(request.build_absolute_uri("/")[:-1])
    status = 200 if problem == "signed-in" else 410
    return render(request, "accounts/invitation_ended.html", context, status=status)


def _page(request: HttpRequest, form: ComingForm) -> HttpResponse:
    return render(request, "accounts/invitation.html", {"form": form, "invitation": form.invitation})
