"""What a user is told of the issues they follow, and when they get mails about it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from issues.models import Notice, NoticeKind, NoticeSettings
from issues.reading import mark_seen, notices
from issues.views.signed_in_request import SignedIn
from issues.wording import notice_mails, notice_words

SHOWN = 50


class SettingsForm(forms.ModelForm[NoticeSettings]):
    """When a mail is sent, for each kind."""

    class Meta:
        model = NoticeSettings
        fields = NoticeKind.values


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def notifications(request: SignedIn) -> HttpResponse:
    """The latest notices, and the settings. Reads the database only."""
    settings = NoticeSettings.objects.filter(user=request.user).first()
    posted = request.POST if request.method == "POST" else None
    form = SettingsForm(posted, instance=settings or NoticeSettings(user=request.user))
    if posted is not None and form.is_valid():
        form.save()
        messages.success(request, _("Your choice of mails is kept."))
        return redirect("notifications")
    rows = Notice.objects.filter(user=request.user).select_related("event__issue")
    latest = list(rows.order_by("-created_at", "-pk")[:SHOWN])
    context: dict[str, Any] = {"form": form, "lines": notice_words.lines(latest)}
    return render(request, "issues/notifications.html", context)


@require_POST
@login_required
def seen(request: SignedIn) -> HttpResponse:
    """The user has seen all of it."""
    mark_seen.note_all(request.user.pk)
    return redirect("notifications")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End all mails about issues: one press in the mail program, without signing in (RFC 8058).

    Only a POST does it, because programs open the links of mails to look at them.
    """
    user = notice_mails.user_of(token)
    if user is None:
        raise Http404
    done = request.method == "POST"
    if done:
        notice_mails.unsubscribe(user)
    return render(request, "issues/unsubscribe_from_mails.html", {"done": done})


def unseen_notices(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `unseen_notices`, counted on first use."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unseen_notices": 0}
    return {"unseen_notices": SimpleLazyObject(lambda: notices.unseen(user.pk))}
