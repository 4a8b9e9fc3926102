"""Stores an act, tries it at once, and leads on; and keeps what was typed where Jira cannot be asked first."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from integrations import jira
from issues.filing import store_act
from issues.models import ActKind, IssueAct, State
from issues.outbox import backoff, engine
from issues.outbox.act_on_issue import ActOnIssue
from issues.views.acts import unavailable_pages as guard_pages
from issues.views.acts.issue_in_address import issue_url, posted_id
from issues.views.linked_account import account_in_any_state
from issues.views.place_from_address import UnknownPlaceError, site_of
from issues.views.signed_in_request import SignedIn
from issues.wording import act_wording

# Posted with every form, but not typed by the user.
_NOT_TYPED = {"csrfmiddlewaretoken", "act", "seen", "seen-at", "from"}
# Characters of all that is kept of a post when Jira cannot be asked.
_MOST_KEPT = 400_000


def carry_out(request: SignedIn, wish: store_act.Wish) -> HttpResponse:
    """Store *wish*, try it, and lead back to the issue; or to the act's own page where it is not done yet."""
    row = store_act.queue(wish)
    engine.attempt(row.pk, ActOnIssue(), seconds=backoff.PATIENCE)
    row.refresh_from_db()
    if row.state != State.FILED:
        return redirect("act", act_id=row.pk)
    messages.success(request, act_wording.headline(row))
    return redirect(issue_url(row.cloud_id, row.issue_key))


def typed(request: SignedIn) -> dict[str, list[str]]:
    """What the form posted, to show it again."""
    found = {
        name: [text.replace("\0", "") for text in texts]
        for name, texts in request.POST.lists()
        if name not in _NOT_TYPED
    }
    size = sum(len(text) for texts in found.values() for text in texts)
    return found if size <= _MOST_KEPT else {}


def typed_before(request: SignedIn) -> tuple[dict[str, Any], IssueAct | None]:
    """What was typed in the act that the address names (`?act=`), and that act. Only the user's own, not done."""
    act = IssueAct.objects.filter(
        pk=posted_id(request), owner=request.user, state__in=(State.DRAFT, State.REJECTED)
    ).first()
    return (dict(act.typed) if act is not None else {}), act


FormView = Callable[..., HttpResponse]


def keeps_typed(kind: ActKind) -> Callable[[FormView], FormView]:
    """A view of a form. Where Jira cannot be asked, a page says so, and what was posted is kept as a draft."""

    def decorate(view: FormView) -> FormView:
        @wraps(view)
        def guard(request: SignedIn, cloud_id: str, key: str, **more: str) -> HttpResponse:
            try:
                return view(request, cloud_id, key, **more)
            except (jira.IntegrationError, UnknownPlaceError) as error:
                kept = request.method == "POST" and _keep(request, kind, cloud_id, key, more)
                if kept:
                    return redirect("act", act_id=kept)
                return guard_pages.told(request, cloud_id, key, error)

        return guard

    return decorate


def _keep(
    request: SignedIn, kind: ActKind, cloud_id: str, key: str, more: Mapping[str, str]
) -> Any:
    """The id of the draft in which the post is kept. None where there is nothing to keep, or no such site."""
    said = typed(request)
    try:
        account = account_in_any_state(request.user.pk)
        site = site_of(account, cloud_id)
    except (jira.IntegrationError, UnknownPlaceError):
        return None
    if not any(text for texts in said.values() for text in texts):
        return None
    columns: dict[str, Any] = {
        "account_id": account.account_id,
        "cloud_id": site.cloud_id,
        "site_name": site.name,
        "site_url": site.url,
        "issue_key": key.upper()[:64],
        "kind": kind,
        "typed": said,
        # what the address of the form names
        "payload": {
            ("transition" if name == "transition_id" else name): each for name, each in more.items()
        },
    }
    act_id = posted_id(request)
    own = IssueAct.objects.filter(pk=act_id, owner=request.user)
    if own.filter(state__in=(State.DRAFT, State.REJECTED)).update(**columns):
        return act_id
    try:
        return IssueAct.objects.create(pk=act_id, owner=request.user, **columns).pk
    except IntegrityError:
        return IssueAct.objects.create(owner=request.user, **columns).pk


def form_url(act: IssueAct) -> str:
    """The form in which *act* was typed, with what was typed. "" where its kind has none."""
    place = [act.cloud_id, act.issue_key]
    match act.kind:
        case ActKind.EDIT:
            at = reverse("issue-edit", args=place)
        case ActKind.TRANSITION if act.wanted.get("transition"):
            at = reverse("issue-transition", args=[*place, act.wanted["transition"]])
        case ActKind.EDIT_COMMENT if act.wanted.get("comment_id"):
            at = reverse("issue-comment-edit", args=[*place, act.wanted["comment_id"]])
        case ActKind.DELETE_COMMENT if act.wanted.get("comment_id"):
            at = reverse("issue-comment-delete", args=[*place, act.wanted["comment_id"]])
        case ActKind.LINK:
            at = reverse("issue-link", args=place)
        case _:
            return ""
    return f"{at}?act={act.pk}"
