"""The fields of a form, chosen from Jira's current create form.

The admin types a preset value into the same field that reporters get, so the field's kind checks it. Beside each
field of Jira is a row of our own: whether the field is on the form, its order and words, and whether it is hidden.
"""

from collections.abc import Iterable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from integrations import jira
from issues.admin.bugforms.base_view import form_or_404, note, page, staff_view
from issues.admin.bugforms.field_rows import LAST, Row, RowForm
from issues.bugforms.as_code import FieldCode, replace_fields
from issues.bugforms.overlay import FILES, PLACE, is_empty
from issues.bugforms.preset_values import bare
from issues.fieldkinds.picker import PickerInput
from issues.forms import build_form
from issues.forms.picker_search import JiraLookup
from issues.models import BugFormField
from issues.views.place_from_address import account_in_use, project_of, site_of
from issues.views.signed_in_request import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
@staff_view("change")
def fields(request: SignedIn, pk: int) -> HttpResponse:
    """Shows Jira's fields with those of the form ticked. Stores what is posted."""
    form = form_or_404(pk)
    account = account_in_use(request.user)
    site = site_of(account, form.cloud_id)
    project = project_of(account, site, form.project_key, form.issue_type_id)
    metas = jira.create_fields(
        account.account_id,
        site.cloud_id,
        project.id,
        form.issue_type_id,
        fresh=request.method != "POST",
    )
    metas = tuple(meta for meta in metas if meta.field_id not in PLACE)
    stored = {row.field_id: row for row in form.fields.all()}
    posted = request.POST if request.method == "POST" else None
    values = build_form.build(
        map(bare, metas),
        data=posted,
        initial={name: row.value for name, row in stored.items() if not is_empty(row.value)},
        time_zone=jira.time_zone_of(account, site.cloud_id),
        lookup=JiraLookup(account.account_id, site.cloud_id, project.key),
        order=list(stored),
    )
    rows = _rows(metas, stored, values, posted)
    searching = posted is not None and build_form.FIND in posted
    if posted is None or searching or not _fits(rows, values):
        status = 200 if posted is None or searching else 422
        wrong = [(row, field) for row in rows for field in row.wrong] if status == 422 else []
        return page(
            request,
            "bugform_fields",
            form,
            status,
            rows=rows,
            wrong=wrong,
            values=values,
            project=project,
            site=site,
        )
    with transaction.atomic():
        replace_fields(form, _codes(rows, values, stored))
        note(request, form, CHANGE, _("Chose its fields."))
    messages.success(request, _("The fields of the form are stored."))
    return redirect("admin:issues_bugform_change", form.pk)


def _rows(
    metas: Iterable[jira.FieldMeta],
    stored: dict[str, BugFormField],
    values: build_form.IssueForm,
    posted: Any,
) -> list[Row]:
    """The form's own fields first, in its order, then Jira's others. A field that Jira no longer has stays visible."""
    known = {meta.field_id: meta for meta in metas}
    found = []
    for name in [*stored, *(name for name in known if name not in stored)]:
        meta, row = known.get(name), stored.get(name)
        initial: dict[str, Any] = {"on": row is not None, "required": False, "hidden": False}
        if row is not None:
            initial |= {
                "position": row.position,
                "label": row.label,
                "help": row.help,
                "required": row.required,
                "hidden": row.hidden,
            }
        asked = RowForm(posted, prefix=f"row-{name}", initial=initial)
        own = values.fields.get(name)
        if own is not None:
            own.label = _("Value to begin with")
        supported = meta is not None and (own is not None or meta.schema.system == FILES)
        value = values[name] if own is not None and not _is_links(values, name) else None
        label = meta.name if meta is not None else str(row)
        found.append(Row(name, label, asked, meta, value, supported))
    return found


def _is_links(values: build_form.IssueForm, name: str) -> bool:
    """Links between issues differ from report to report, so they have no preset value."""
    return values.kinds[name][0].schema.system == "issuelinks"


def _fits(rows: list[Row], values: build_form.IssueForm) -> bool:
    """Whether the form may be stored. Errors are added to the rows."""
    fits = True
    for row in rows:
        if not row.form.is_valid():
            fits = False
        elif _lacks_value(row, values):
            row.form.add_error("hidden", _("Give it a value: it is always sent"))
            fits = False
        elif row.on and row.value is not None and row.value.errors:
            fits = False
    return fits


def _lacks_value(row: Row, values: build_form.IssueForm) -> bool:
    """Whether the field is hidden, so that nobody can fill it in, and has no value to send."""
    hidden = row.on and row.form.cleaned_data["hidden"] and row.meta is not None
    return hidden and not _value(row, values)


def _value(row: Row, values: build_form.IssueForm) -> Any:
    """The value as a person would type it again. Words typed into a picker count as chosen."""
    if row.value is None:
        return None
    widget = row.value.field.widget
    value = values.typed().get(row.field_id)
    if isinstance(widget, PickerInput):
        picked = widget.taken(widget.value_from_datadict(values.source, {}, row.field_id))
        chosen = [choice.posted for choice in picked.values()]
        value = chosen if widget.allow_multiple_selected else next(iter(chosen), None)
    elif isinstance(widget, django_forms.MultiWidget):  # its parts; a single first part is a text
        first, *others = widget.value_from_datadict(values.source, MultiValueDict(), row.field_id)
        value = [first, *others] if any(others) else first
    elif isinstance(value, str):
        value = value.replace("\r\n", "\n")
    return None if is_empty(value) else value


def _codes(
    rows: list[Row], values: build_form.IssueForm, stored: dict[str, BugFormField]
) -> list[FieldCode]:
    chosen = [row for row in rows if row.on]

    def place(row: Row) -> int:
        position = row.form.cleaned_data["position"]
        return LAST + 1 if position is None else position

    found = []
    for row in sorted(chosen, key=place):  # stable: fields without a number keep Jira's order
        said = row.form.cleaned_data
        value = stored[row.field_id].value if row.meta is None else _value(row, values)
        found.append(
            FieldCode(
                row.field_id,
                said["label"],
                said["help"],
                said["required"],
                said["hidden"],
                _tuple(value),
            )
        )
    return found


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
