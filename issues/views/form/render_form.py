"""Renders the page of a form."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from issues import richtext
from issues.forms import build_form, drafts, drift, jira_create_url, visible_fields
from issues.forms.drift import Drift
from issues.views.form import file_list, issue_links_address, unfillable
from issues.views.form.autofocus import put_cursor
from issues.views.form.blank_form import BlankForm, focus_rendered
from issues.views.form.definition import FormDefinition
from issues.views.form.detect_changes import untouched
from issues.views.form.layout import FormField, items_of, lay_out
from issues.views.form.page_data import Page
from issues.views.form.writer_field import writer_field
from issues.views.form_address import reopened_at
from issues.views.signed_in_request import SignedIn
from issues.views.text_preview import Preview, previewed


def draw(request: SignedIn, page: Page, *, status: int = 200) -> HttpResponse:
    """Render *page*. The browser may store it, so that going back shows the text."""
    definition = page.definition
    shown = _blank(page.form) if isinstance(page.form, BlankForm) else _filled_in(page, page.form)
    context = {
        "page": page,
        "definition": definition,
        "place": definition.place,
        "form": page.form,
        "names": shown.names_json,
        "untouched": shown.mark,
        **_fields(request.user, page, shown),
        **_hidden(request.user, page),
        **_notes(request.user, page),
    }
    drawn = render(request, "issues/form.html", context, status=status)
    # Unlike other pages, not no-store: going back must show the text.
    drawn.headers["Cache-Control"] = "private, no-cache"
    return drawn


@dataclass(frozen=True)
class Shown:
    """The fields of a page. `focus`: sets the field that has the focus, and returns the fields of *asked* as rendered.

    `names_json`: labels by fieldId, as the page posts them back. `mark`: the hash of the form as it is shown.
    """

    items: Sequence[FormField]
    names_json: str
    mark: str
    focus: Callable[[list[FormField], bool], list[FormField]]
    previews: list[tuple[str, Preview]] = field(default_factory=list)


def _blank(form: BlankForm) -> Shown:
    return Shown(form.items, form.names_json, form.mark, focus_rendered)


def _filled_in(page: Page, form: build_form.IssueForm) -> Shown:
    form.whole()
    _mark_new(form, page.drift)
    issue_links_address.tell(page.definition, form)

    def focus(asked: list[FormField], told: bool) -> list[FormField]:
        put_cursor(form, [form[each.name] for each in asked], told=told)
        return asked

    return Shown(
        items_of(form),
        json.dumps(_names(page, form), ensure_ascii=False, separators=(",", ":")),
        untouched(form),
        focus,
        _previews(form) if page.preview else [],
    )


def _names(page: Page, form: build_form.IssueForm) -> dict[str, str]:
    return {**page.edit.names, **page.definition.outline.names, **form.chosen()}


def _fields(user: User, page: Page, shown: Shown) -> dict[str, Any]:
    """The visible part: fields, files and the destination."""
    definition, form, place = page.definition, page.form, page.definition.place
    habit = visible_fields.habit_of(user.pk, place) if definition.overlay is None else None
    layout = lay_out(shown.items, habit)
    told = bool(page.tells or shown.previews or page.file_errors)
    layout = replace(layout, asked=shown.focus(layout.asked, told))
    host = place.site.url.partition("://")[2]
    return {
        "layout": layout,
        "previews": shown.previews,
        "intro": _intro(definition),
        "files": file_list.shown(page.draft, page.source),
        "files_limit": file_list.limit(place.site.cloud_id) if form.files_wanted else None,
        "detail": _("%(host)s, project %(project)s") % {"host": host, "project": place.project.key},
    }


def _hidden(user: User, page: Page) -> dict[str, Any]:
    """The hidden fields: the draft, its version, and the state of the form when it was rendered."""
    edit, address = page.edit, page.definition.address
    return {
        "edit": edit,
        "version": page.draft.version if page.draft else edit.version,
        "draft_url": address.draft_url(edit.submission_id),
        "post_url": address.post_url(edit.submission_id),
        "writer": writer_field(user),
    }


def _notes(user: User, page: Page) -> dict[str, Any]:
    """The notices above the fields."""
    form, other = page.form, page.other
    filled_in = form if isinstance(form, build_form.IssueForm) else None
    known = filled_in.fields if filled_in is not None else {}
    return {
        "gone": drift.gone(filled_in.left_over) if filled_in is not None else [],
        "added": [filled_in[name] for name in page.drift.added if filled_in and name in known],
        "other_url": reopened_at(other, user) if other else "",
        "other_open": other is not None and other.state in drafts.OPEN,
        "into_jira": _into_jira(page),
        "dead_end": unfillable.reasons(form, page.definition.place),
        "way_on": unfillable.way_on(form, kept=page.draft is not None),
    }


def _mark_new(form: build_form.IssueForm, changed: Drift) -> None:
    """Mark the fields that Jira has required since the draft was started."""
    for name in changed.added:
        if name in form.fields:
            own = form.fields[name].help_text
            form.fields[
                name
            ].help_text = f"{_('New: Jira asks for this since you began.')} {own or ''}".strip()


def _intro(definition: FormDefinition) -> SafeString:
    """The introduction of the BugForm, or what Jira says of the request type."""
    form = definition.address.bug_form
    kind = definition.place.issue_type
    if form is None and kind.is_request:
        return SafeString(linebreaks(kind.description, autoescape=True) if kind.description else "")
    return (
        richtext.to_html(richtext.to_adf(form.intro), below=1)
        if form and form.intro.strip()
        else SafeString("")
    )


def _into_jira(page: Page) -> jira_create_url.IntoJira | None:
    """The link to Jira's own form, where a required field is not supported."""
    if not page.form.unsupported:
        return None
    place, form = page.definition.place, page.form
    names = _names(page, form) if isinstance(form, build_form.IssueForm) else {}
    return jira_create_url.into_jira(
        place.site.url, place.project.id, place.issue_type.id, page.edit.values, names
    )


def _previews(form: build_form.IssueForm) -> list[tuple[str, Preview]]:
    """Label and preview of each Markdown field that has text."""
    texts = (
        (bound.label, str(bound.value() or ""), bound.field) for bound in form.visible_fields()
    )
    return [
        (str(label), previewed(text))
        for label, text, each in texts
        if text and getattr(each, "markdown", False)
    ]
