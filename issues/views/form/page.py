"""The page of a form, drawn from its Sheet."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from issues import drafts, drift, forms, habits, prefill, richtext
from issues.drafts import Edit
from issues.drift import Drift
from issues.fieldkinds.links import LinksInput
from issues.models import Submission
from issues.views.form import dead_end, files
from issues.views.form.address import reopened_at
from issues.views.form.cursor import put_cursor
from issues.views.form.layout import lay_out
from issues.views.form.sheet import Moved, Sheet
from issues.views.form.untouched import untouched
from issues.views.interrupted import writer_field
from issues.views.preview import Preview, previewed
from issues.views.request import SignedIn


@dataclass(frozen=True)
class Page:
    """What a page of a form says besides its fields.

    `draft` is the row that holds the text now; `other` one that holds something else, by another tab or sent
    already. `source`: a report that was sent, whose text and files this one begins with. `file_errors`: why files were
    refused, by name. `drafts_here`: earlier drafts of the same place, to go on with instead.
    `after`: the id of what was sent from this form before. `pinned`: its writer said just now which fields stand in
    sight.
    """

    sheet: Sheet
    form: forms.IssueForm
    edit: Edit
    drift: Drift = field(default_factory=Drift)
    moved: Moved = field(default_factory=Moved)
    draft: Submission | None = None
    other: Submission | None = None
    source: Submission | None = None
    file_errors: dict[str, str] = field(default_factory=dict)
    drafts_here: Sequence[Submission] = ()
    after: str = ""
    preview: bool = False
    pinned: bool = False

    @property
    def tells(self) -> bool:
        """Whether something happened meanwhile that its writer has to know before they go on."""
        return bool(self.moved or self.other or self.drift.added or self.drift.removed or self.pinned)


def answer(request: SignedIn, page: Page, *, status: int = 200) -> HttpResponse:
    """Draw it. Kept by the browser, so that going back brings what was typed."""
    sheet, form = page.sheet, page.form
    _mark_new(form, page.drift)
    _tell_links_their_address(sheet, form)
    host = sheet.place.site.url.partition("://")[2]
    names = {**page.edit.names, **drift.names(sheet.metas), **form.chosen()}
    habit = habits.habit_of(request.user.pk, sheet.place) if sheet.overlay is None else None
    layout, previews = lay_out(form, habit), _previews(form) if page.preview else []
    put_cursor(form, layout.asked, told=bool(page.tells or previews or page.file_errors))
    context = {
        "page": page,
        "sheet": sheet,
        "place": sheet.place,
        "form": form,
        "edit": page.edit,
        "version": page.draft.version if page.draft else page.edit.version,
        "draft_url": sheet.address.draft_url(page.edit.submission_id),
        "post_url": sheet.address.post_url(page.edit.submission_id),
        "names": json.dumps(names, ensure_ascii=False, separators=(",", ":")),
        "untouched": untouched(form),
        "writer": writer_field(request.user),
        "intro": _intro(sheet),
        "gone": drift.gone(form.left_over),
        "added": [form[name] for name in page.drift.added if name in form.fields],
        "other_url": reopened_at(page.other, request.user) if page.other else "",
        "other_open": page.other is not None and page.other.state in drafts.OPEN,
        "into_jira": _into_jira(page, names),
        "dead_end": dead_end.reasons(page.form, page.sheet.place),
        "way_on": dead_end.way_on(page.form, kept=page.draft is not None),
        "previews": previews,
        "files": files.kept(page.draft, page.source),
        "files_limit": files.limit(sheet.place) if form.files_wanted else None,
        "detail": _("%(host)s, project %(project)s") % {"host": host, "project": sheet.place.project.key},
        "layout": layout,
    }
    drawn = render(request, "issues/form.html", context, status=status)
    # Not no-store, as other pages: going back must bring what was typed.
    drawn.headers["Cache-Control"] = "private, no-cache"
    return drawn


def _mark_new(form: forms.IssueForm, changed: Drift) -> None:
    """Say beside the field that it was not there when somebody began to write."""
    for name in changed.added:
        if name in form.fields:
            own = form.fields[name].help_text
            form.fields[
                name
            ].help_text = f"{_('New: Jira asks for this since you began.')} {own or ''}".strip()


def _tell_links_their_address(sheet: Sheet, form: forms.IssueForm) -> None:
    """Where a script finds the relations, which nobody asks Jira for until they are wanted."""
    for name, each in form.fields.items():
        if isinstance(each.widget, LinksInput):
            each.widget.address = reverse("report-relations", args=[*sheet.address.place, name])


def _intro(sheet: Sheet) -> SafeString:
    """What the admin wrote above the form."""
    form = sheet.address.bug_form
    return (
        richtext.to_html(richtext.to_adf(form.intro), below=1)
        if form and form.intro.strip()
        else SafeString("")
    )


def _into_jira(page: Page, names: dict[str, str]) -> prefill.IntoJira | None:
    """The way on where Jira demands what cannot be filled in here."""
    if not page.form.unsupported:
        return None
    place = page.sheet.place
    return prefill.into_jira(place.site.url, place.project.id, place.issue_type.id, page.edit.values, names)


def _previews(form: forms.IssueForm) -> list[tuple[str, Preview]]:
    """Label and preview of every text that takes Markdown, and holds any."""
    texts = ((bound.label, str(bound.value() or ""), bound.field) for bound in form.visible_fields())
    return [
        (str(label), previewed(text))
        for label, text, each in texts
        if text and getattr(each, "markdown", False)
    ]
