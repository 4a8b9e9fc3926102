"""Checks a form against the current Jira, as one account, in plain words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from integrations import jira
from issues.bugforms.overlay import DESCRIPTION, PLACE, Overlay, is_asked, is_empty, overlay
from issues.bugforms.preset_values import UTC, EmptyLookup, problems_of
from issues.fieldkinds import can_be_filled
from issues.forms import build_form
from issues.models import BugForm, BugFormField


@dataclass(frozen=True)
class Finding:
    """One finding for an admin. `stops`: until it is mended, nobody can file, or a value is lost."""

    text: str
    stops: bool = True


def examine(bug_form: BugForm, account: jira.Account) -> list[Finding]:
    """What no longer fits, as Jira says now. [] where all is well. Raises errors of integrations.jira but Denied."""
    site = next((s for s in account.sites if s.cloud_id == bug_form.cloud_id and not s.gone), None)
    if site is None:
        said = _("Your own link does not open the site %(site)s, so Jira cannot be asked")
        return [Finding(said % {"site": bug_form.site_name or bug_form.cloud_id})]
    try:
        project = jira.project(account.account_id, site.cloud_id, bug_form.project_key)
    except jira.Denied:
        said = _(
            "There is no project %(key)s in %(site)s that you can see. It may have been renamed or deleted"
        )
        return [Finding(said % {"key": bug_form.project_key, "site": site.name})]
    try:
        metas = jira.create_fields(
            account.account_id, site.cloud_id, project.id, bug_form.issue_type_id, fresh=True
        )
    except (jira.Denied, jira.Rejected):
        return [_type_gone(bug_form, account, project)]
    return [*_about_type(bug_form, account, project), *compare(bug_form, metas)]


def compare(bug_form: BugForm, metas: Iterable[jira.FieldMeta]) -> list[Finding]:
    """What of the form does not fit the create form of its place. Makes no calls."""
    metas = tuple(metas)
    laid = overlay(bug_form, metas)
    known = {meta.field_id: meta for meta in metas}
    rows = list(bug_form.fields.all())
    found = [*_about_fields(rows, known, laid), *_about_values(rows, known), *_about_kinds(laid)]
    found += _about_description(bug_form, laid, known)
    return sorted(found, key=lambda each: not each.stops)


def _type_gone(bug_form: BugForm, account: jira.Account, project: jira.Project) -> Finding:
    try:
        types = jira.form_types(*_types_at(bug_form, account, project))
    except jira.Denied:
        types = ()
    others = [each.name for each in types if not each.subtask and each.id != bug_form.issue_type_id]
    name = bug_form.issue_type_name or bug_form.issue_type_id
    if not others:
        said = _(
            "You cannot create issues in %(project)s. An administrator of that project can let you"
        )
        return Finding(said % {"project": project.name})
    said = _("The type “%(type)s” can no longer be created in %(project)s. There are: %(others)s")
    return Finding(said % {"type": name, "project": project.name, "others": ", ".join(others)})


def _about_type(
    bug_form: BugForm, account: jira.Account, project: jira.Project
) -> Iterator[Finding]:
    types = jira.form_types(*_types_at(bug_form, account, project))
    if any(each.id == bug_form.issue_type_id and each.subtask for each in types):
        yield Finding(_("This type is a sub-task: it needs a parent, which a form cannot choose"))


def _types_at(
    bug_form: BugForm, account: jira.Account, project: jira.Project
) -> tuple[str, str, str, str]:
    return account.account_id, bug_form.cloud_id, project.id, bug_form.issue_type_id


def _about_fields(
    rows: list[BugFormField], known: dict[str, jira.FieldMeta], laid: Overlay
) -> Iterator[Finding]:
    for label in laid.missing:
        yield Finding(
            _("Jira no longer has the field “%(field)s”. It is left out") % {"field": label}
        )
    for row in rows:
        if row.field_id in PLACE:
            said = _("“%(field)s” is chosen by the form itself and is left out")
            yield Finding(said % {"field": row}, stops=False)
        elif _asks_in_vain(row, known.get(row.field_id)):
            said = _(
                "“%(field)s” is required on this form, but nothing can be filled in there. It may be left out"
            )
            yield Finding(said % {"field": row}, stops=False)
        elif row.hidden and is_empty(row.value) and row.field_id in known:
            said = _("“%(field)s” is hidden and has no value, so it is neither shown nor sent")
            yield Finding(said % {"field": row}, stops=is_asked(known[row.field_id]))
    for name in laid.added:
        said = _("Jira requires “%(field)s”, which is not on the form. It is asked at the end")
        yield Finding(said % {"field": name}, stops=False)
    if not rows:
        yield Finding(_("The form has no fields yet. Choose them from Jira"), stops=False)


def _asks_in_vain(row: BugFormField, meta: jira.FieldMeta | None) -> bool:
    """Whether only the form requires the field, and nobody can fill it in."""
    asked = row.required and not row.hidden and meta is not None and not is_asked(meta)
    return bool(asked and meta and not can_be_filled(meta))


def _about_values(rows: list[BugFormField], known: dict[str, jira.FieldMeta]) -> Iterator[Finding]:
    for row in rows:
        meta = known.get(row.field_id)
        if meta is None or row.field_id in PLACE or is_empty(row.value):
            continue
        for problem in problems_of(meta, row.value):
            said = _("The value of “%(field)s” no longer fits: %(problem)s")
            yield Finding(said % {"field": row.label or meta.name, "problem": problem})


def _about_kinds(laid: Overlay) -> Iterator[Finding]:
    form = build_form.build(laid.metas, time_zone=UTC, lookup=EmptyLookup())
    for name in form.unsupported:
        if name in form.empty:
            said = _(
                "Jira requires “%(field)s”, and there is nothing in it to choose from. Nobody can file with this form "
                "until an administrator of the project adds something, or no longer requires it"
            )
        else:
            said = _(
                "Jira requires “%(field)s”, which Lodge cannot fill in. Nobody can file with this form"
            )
        yield Finding(said % {"field": name})
    for name in form.skipped:
        said = _("Lodge cannot fill in “%(field)s”. It is left out")
        yield Finding(said % {"field": name}, stops=False)


def _about_description(
    bug_form: BugForm, laid: Overlay, known: dict[str, jira.FieldMeta]
) -> Iterator[Finding]:
    template = bug_form.description_template
    if not template:
        return
    if DESCRIPTION not in laid.initial:
        said = _(
            "There is a description to begin with, but no description on the form. It is not used"
        )
        yield Finding(said, stops=False)
    elif laid.initial[DESCRIPTION] == template:
        for problem in problems_of(known[DESCRIPTION], template):
            yield Finding(
                _("The description to begin with does not fit: %(problem)s") % {"problem": problem}
            )
