""" "Invite people": paste a list, see what will happen to each line, confirm."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.forms.invite import InviteForm
from accounts.inviting.invitation_sending import carry_out
from accounts.inviting.plan import Outcome, Step, plan
from accounts.models import Invitation, User

_TEMPLATE = "accounts/admin/invite.html"


def invite(site: admin.AdminSite, request: HttpRequest) -> HttpResponse:
    """Show the form, then the preview, then invite. The list travels with the preview page and is checked once more."""
    user = request.user
    if not isinstance(user, User) or not user.has_perm("accounts.add_invitation"):
        raise PermissionDenied
    form = InviteForm(user, request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("Invite people"),
        "form": form,
    }
    if request.method != "POST" or "change" in request.POST or not form.is_valid():
        if "change" in request.POST:
            context["form"] = InviteForm(user, initial=_initial(request))
        return TemplateResponse(request, _TEMPLATE, context)
    steps = plan(form.entries, remind=form.cleaned_data["remind"])
    if "confirmed" in request.POST:
        return _done(request, user, form, steps)
    context |= {
        "steps": steps,
        "mailed": sum(step.is_mailed for step in steps),
        "written": "\n".join(step.entry.written for step in steps),
        "groups": form.cleaned_data.get("groups") or (),
    }
    return TemplateResponse(request, "accounts/admin/invite_preview.html", context)


def _initial(request: HttpRequest) -> dict[str, Any]:
    return {
        "addresses": request.POST.get("addresses", ""),
        "remind": "remind" in request.POST,
        "groups": request.POST.getlist("groups"),
    }


def _done(request: HttpRequest, user: User, form: InviteForm, steps: list[Step]) -> HttpResponse:
    groups = list(form.cleaned_data.get("groups") or ())
    invitations = carry_out(steps, by=user, groups=groups)
    _note(user, invitations)
    count = sum(step.is_mailed for step in steps)
    if count:
        told = ngettext("%(n)d mail is on its way.", "%(n)d mails are on their way.", count)
        messages.success(request, told % {"n": count})
    left = [step for step in steps if step.outcome is Outcome.NOT_AN_ADDRESS]
    if left:
        told = ngettext(
            "One line was no address: %(lines)s",
            "%(n)d lines were no addresses: %(lines)s",
            len(left),
        )
        lines = ", ".join(step.entry.address[:60] or "–" for step in left[:5]) + (
            " …" if len(left) > 5 else ""
        )
        messages.warning(request, told % {"n": len(left), "lines": lines})
    if not count and not left:
        messages.info(
            request, _("Nothing was to be done: all of them are here, or were invited before.")
        )
    return redirect("admin:accounts_invitation_changelist")


def _note(user: User, invitations: list[Invitation]) -> None:
    if invitations:
        LogEntry.objects.log_actions(user.pk, invitations, ADDITION, change_message="")
