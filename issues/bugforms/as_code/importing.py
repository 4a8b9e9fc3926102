"""Moves forms between files and the database. A file is stored completely or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from issues.bugforms.as_code.schema import FieldCode, FormCode, Read
from issues.bugforms.as_code.yaml_tree import Problem, Refused
from issues.bugforms.overlay import is_empty
from issues.models import BugForm, BugFormField

STEP = 10  # between two positions, so that a field can be put between them


@dataclass(frozen=True)
class Change:
    """The effect on one form: "new", "changed" or "same"."""

    slug: str
    what: str


def code_of(form: BugForm) -> FormCode:
    """A stored form as written in a file."""
    return FormCode(
        slug=form.slug,
        name=form.name,
        cloud_id=form.cloud_id,
        site_name=form.site_name,
        project_key=form.project_key,
        issue_type_id=form.issue_type_id,
        issue_type_name=form.issue_type_name,
        is_active=form.is_active,
        groups=tuple(sorted(group.name for group in form.groups.all())),
        intro=form.intro,
        description_template=form.description_template,
        author=form.author,
        shared_account_id=form.shared_account_id,
        reporter_line=form.reporter_line or BugForm.REPORTER_LINE,
        fields=tuple(_field_code(row) for row in form.fields.all()),
    )


def _field_code(row: BugFormField) -> FieldCode:
    return FieldCode(row.field_id, row.label, row.help, row.required, row.hidden, _value(row.value))


def _value(value: Any) -> str | tuple[str, ...] | None:
    if is_empty(value):
        return None
    return tuple(map(str, value)) if isinstance(value, list) else str(value)


def store(file: Read, *, by: User | None = None, check: bool = False) -> list[Change]:
    """Create or change the forms of *file*. Others stay unchanged. *check*: only report what would happen.

    Raises Refused, with nothing stored, for groups that do not exist.
    """
    groups = _groups(file)
    try:
        with transaction.atomic():
            changes = [_store(form, groups, by) for form in file.forms]
            if check:
                transaction.set_rollback(True)
    except IntegrityError:
        said = _("Somebody else stored a form of the same address just now. Try again")
        raise Refused([Problem(0, "", said)]) from None
    return changes


def _groups(file: Read) -> dict[str, Group]:
    known = {group.name: group for group in Group.objects.all()}
    said = _("There is no group “%(name)s”. Make it first, or take it out")
    problems = [
        Problem(file.lines[form.slug], f"{form.slug} › groups", said % {"name": name[:80]})
        for form in file.forms
        for name in form.groups
        if name not in known
    ]
    if problems:
        raise Refused(problems)
    return known


def _store(code: FormCode, groups: dict[str, Group], by: User | None) -> Change:
    form = BugForm.objects.select_for_update().filter(slug=code.slug).first()
    if form is not None and code_of(form) == code:
        return Change(code.slug, "same")
    what = "new" if form is None else "changed"
    form = form or BugForm(slug=code.slug, created_by=by)
    columns = ("name", "cloud_id", "site_name", "project_key", "issue_type_id", "issue_type_name")
    words = ("intro", "description_template", "author", "shared_account_id", "reporter_line")
    for column in (*columns, "is_active", *words):
        setattr(form, column, getattr(code, column))
    form.save()
    form.groups.set([groups[name] for name in code.groups])
    replace_fields(form, code.fields)
    return Change(code.slug, what)


def replace_fields(form: BugForm, fields: Iterable[FieldCode]) -> None:
    """Replace the fields of *form* by these, in this order. Only inside a transaction."""
    form.fields.all().delete()
    BugFormField.objects.bulk_create(
        BugFormField(
            form=form,
            position=number * STEP,
            field_id=field.field_id,
            label=field.label,
            help=field.help,
            required=field.required,
            hidden=field.hidden,
            value=list(field.value) if isinstance(field.value, tuple) else field.value,
        )
        for number, field in enumerate(fields, start=1)
    )
