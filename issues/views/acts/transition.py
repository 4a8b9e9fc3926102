"""Changes the status of an issue by a transition, with the fields of its screen."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from integrations import jira
from issues.fieldkinds import can_be_filled
from issues.filing import store_act
from issues.forms import editable_issue_fields
from issues.forms.build_form import FIND, IssueForm
from issues.forms.editable_issue_fields import IssueField
from issues.models import ActKind
from issues.richtext import to_adf
from issues.views.acts import fields_form
from issues.views.acts.carry_out import carry_out, keeps_typed, typed, typed_before
from issues.views.acts.comment_text import why_not
from issues.views.acts.issue_in_address import SUMMARY, IssueAt, issue_at, posted_id
from issues.views.comments.posted_text import posted_text
from issues.views.signed_in_request import SignedIn

# The name of the comment in the form. No field of Jira is called so.
TEXT = "text"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@keeps_typed(ActKind.TRANSITION)
def transition(request: SignedIn, cloud_id: str, key: str, transition_id: str) -> HttpResponse:
    """The screen of a transition; a POST takes the step. A step that is not possible any more is told."""
    issue = issue_at(request.user, cloud_id, key)
    offered = jira.transitions_of(*issue.where, transition_id)
    step = next((each for each in offered if each.id == transition_id), None)
    if step is None:
        context = {"issue": issue, "status": issue.status[1]}
        return render(request, "issues/acts/transition_not_possible.html", context, status=409)
    screen = _Screen(step, _may_comment(issue, step))
    names = tuple(each.field_id for each in step.fields)
    if names:
        issue = issue_at(request.user, cloud_id, issue.id, (*SUMMARY, *names))
    fields = tuple(_fields(issue, step))
    if request.method == "POST":
        return _post(request, issue, screen, fields)
    before, act = typed_before(request)
    values = {**editable_issue_fields.initial(fields), **before}
    form = fields_form.build(issue, (each.meta for each in fields), values, bound=False)
    fields_form.show_refusal(form, act, issue.fields)
    screen = replace(screen, text=(before.get(TEXT) or [""])[0])
    return _draw(request, issue, form, fields, screen=screen)


@dataclass(frozen=True)
class _Screen:
    """A transition, and the comment that goes along with it. `wrong`: why Jira would not take its `text`."""

    step: jira.Transition
    may_comment: bool
    text: str = ""
    wrong: str = ""


def _may_comment(issue: IssueAt, step: jira.Transition) -> bool:
    """Whether a comment may go along: without a screen Jira may drop it in silence."""
    return step.has_screen and (
        jira.permissions_on(*issue.where, "ADD_COMMENTS").get("ADD_COMMENTS") is True
    )


def _posted(request: SignedIn, screen: _Screen) -> _Screen:
    """The screen with the comment that was posted, if one may go along."""
    text = posted_text(request) if screen.may_comment else ""
    wrong = why_not(text) if text.strip() else ""
    return replace(screen, text=text, wrong=wrong)


def _post(
    request: SignedIn, issue: IssueAt, screen: _Screen, fields: tuple[IssueField, ...]
) -> HttpResponse:
    step, screen = screen.step, _posted(request, screen)
    metas = [each.meta for each in fields]
    form = fields_form.build(issue, metas, request.POST, bound=True)
    if FIND in request.POST or not fields_form.refuse_surplus(form) or screen.wrong:
        status = 200 if FIND in request.POST else 422
        return _draw(request, issue, form, fields, screen=screen, status=status)
    changed = editable_issue_fields.changes(
        form, editable_issue_fields.read_hidden(request.POST.get("seen", ""))
    )
    payload = {
        "transition": step.id,
        "name": step.name,
        "from": request.POST.get("from", ""),
        "from_name": issue.status[1],
        "to": step.to_id,
        "to_name": step.to_name,
        "fields": {name: each["to"] for name, each in changed.items()},
    }
    if screen.text.strip():
        payload["comment"] = {"text": screen.text, "document": to_adf(screen.text)}
    acted_on = replace(issue.acted_on(), seen_at=fields_form.seen_at(request, issue))
    wish = store_act.Wish(
        request.user, acted_on, ActKind.TRANSITION, payload, typed(request), posted_id(request)
    )
    return carry_out(request, wish)


def _fields(issue: IssueAt, step: jira.Transition) -> list[IssueField]:
    """The fields of the screen. Jira leaves a field out of the issue where it is empty."""
    known = dict(issue.fields)
    for meta in step.fields:
        known.setdefault(meta.field_id, None)
    return list(editable_issue_fields.offered(step.fields, known, issue.context()))


def _missing(step: jira.Transition, fields: tuple[IssueField, ...], issue: IssueAt) -> list[str]:
    """The names of required fields that Lodge cannot fill in, and that the issue lacks."""
    there = {each.meta.field_id for each in fields}
    return [
        meta.name
        for meta in step.fields
        if meta.required
        and not meta.has_default
        and meta.field_id not in there
        and not issue.fields.get(meta.field_id)
        and not can_be_filled(meta)
    ]


def _draw(
    request: SignedIn,
    issue: IssueAt,
    form: IssueForm,
    fields: tuple[IssueField, ...],
    *,
    screen: _Screen,
    status: int = 200,
) -> HttpResponse:
    step = screen.step
    more: dict[str, Any] = {
        "step": step,
        "comment": screen,
        "from": request.POST.get("from") or issue.status[0],
        "missing": _missing(step, fields, issue),
    }
    template = "issues/acts/transition.html"
    return fields_form.draw(request, issue, form, fields, template=template, status=status, **more)
