"""The form with fields of an issue: for editing it, and for the screen of a transition."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from integrations import jira
from issues.forms import build_form, editable_issue_fields
from issues.forms.editable_issue_fields import IssueField
from issues.models import IssueAct
from issues.outbox.acts.act import moment
from issues.outbox.outcomes import CHANGED
from issues.richtext import text_of
from issues.views.acts.issue_in_address import IssueAt, posted_id
from issues.views.signed_in_request import SignedIn

PREVIEW = "preview"


def build(
    issue: IssueAt, metas: Iterable[jira.FieldMeta], values: Mapping[str, Any], *, bound: bool
) -> build_form.IssueForm:
    """The form for *metas*, bound to *values* (a POST) or showing them."""
    context = issue.context()
    return build_form.build(
        metas,
        data=values if bound else None,
        initial=None if bound else values,
        time_zone=context.time_zone,
        lookup=context.lookup,
        decimal_sign=context.decimal_sign,
    )


def refuse_surplus(form: build_form.IssueForm) -> bool:
    """Whether *form* is valid. What is too long cannot become a file here."""
    if not form.is_valid():
        return False
    if form.surplus():
        form.add_error(None, _("One of the texts is too long for Jira. Make it shorter."))
        return False
    return True


def show_refusal(form: build_form.IssueForm, act: IssueAct | None, now: Mapping[str, Any]) -> None:
    """Say beside the fields why *act* was not done: what Jira said, or what a colleague changed meanwhile."""
    if act is None:
        return
    if act.blocked_reason == CHANGED:
        for name in act.field_errors:
            if name in form.fields:
                said = _("Somebody changed this meanwhile. In Jira it is now: %(now)s")
                form.fields[name].help_text = said % {"now": in_words(now.get(name))}
        return
    form.add_jira_errors(jira.Rejected(dict(act.field_errors), tuple(act.messages)))


def in_words(value: Any) -> str:
    """A value of Jira's, for people to compare."""
    match value:
        case None | [] | "":
            return _("nothing")
        case list():
            return ", ".join(in_words(each) for each in value)
        case {"type": "doc"}:
            return text_of(value)[:200]
        case dict():
            names = ("displayName", "name", "value", "key", "id")
            own = next((str(value[name]) for name in names if value.get(name)), "")
            child = value.get("child")
            return f"{own} › {in_words(child)}" if isinstance(child, dict) else own
        case _:
            return str(value)[:200]


def seen_at(request: SignedIn, issue: IssueAt) -> datetime | None:
    """When the issue had last changed, as the posted page showed it."""
    return moment(request.POST.get("seen-at")) or moment(issue.fields.get("updated"))


def draw(
    request: SignedIn,
    issue: IssueAt,
    form: build_form.IssueForm,
    fields: Iterable[IssueField],
    *,
    template: str,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page of the form. The browser may store it, so that going back shows the text."""
    context = {
        "issue": issue,
        "form": form,
        "act_id": posted_id(request),
        "seen": editable_issue_fields.hidden(fields),
        "seen_at": issue.fields.get("updated") or "",
        **more,
    }
    drawn = render(request, template, context, status=status)
    drawn.headers["Cache-Control"] = "private, no-cache"
    return drawn
