"""The format of a file of forms: its keys and their values. Pure: no database, no Jira."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db.models import Field, Model
from django.utils.translation import gettext as _

from issues.bugforms.as_code.mapping import Part
from issues.bugforms.as_code.yaml_tree import Problem, Refused, root_of
from issues.bugforms.overlay import PLACE
from issues.models import Author, BugForm, BugFormField

FORMAT = "1"
MOST_FORMS, MOST_FIELDS = 500, 1000
FILE_KEYS = ("lodge_forms", "forms")
FORM_KEYS = (
    "slug",
    "name",
    "in_use",
    "groups",
    "site",
    "project",
    "type",
    "author",
    "shared_account",
    "reporter_line",
    "intro",
    "description",
    "fields",
)
SITE_KEYS, TYPE_KEYS = ("cloud_id", "name"), ("id", "name")
FIELD_KEYS = ("id", "label", "help", "required", "hidden", "value")
NO_PART_OF_AN_ADDRESS = re.compile(r"[\s/\\?#%]|^\.+$")


@dataclass(frozen=True)
class FieldCode:
    """One field in a file."""

    field_id: str
    label: str = ""
    help: str = ""
    required: bool = False
    hidden: bool = False
    value: str | tuple[str, ...] | None = None


@dataclass(frozen=True)
class FormCode:
    """One form in a file. Groups by name, sorted. Fields in the order of the form."""

    slug: str
    name: str
    cloud_id: str
    site_name: str
    project_key: str
    issue_type_id: str
    issue_type_name: str
    is_active: bool = True
    groups: tuple[str, ...] = ()
    intro: str = ""
    description_template: str = ""
    fields: tuple[FieldCode, ...] = ()
    author: str = Author.PERSON
    shared_account_id: str = ""
    reporter_line: str = BugForm.REPORTER_LINE


@dataclass(frozen=True)
class Read:
    """The content of a file, and the line at which each form begins, by slug."""

    forms: tuple[FormCode, ...]
    lines: dict[str, int]


def read(content: bytes) -> Read:
    """The forms of a YAML file. Raises Refused with all its errors."""
    problems: list[Problem] = []
    root = Part(root_of(content), "", FILE_KEYS, problems)
    if not problems and root.text("lodge_forms") != FORMAT:
        root.refuse(_("This Lodge reads the format %(format)s") % {"format": FORMAT}, "lodge_forms")
    forms: list[FormCode] = []
    lines: dict[str, int] = {}
    for part in root.parts("forms", FORM_KEYS, MOST_FORMS):
        form = _form(part)
        if form.slug and form.slug in lines:
            said = _("“%(slug)s” is also the form of line %(line)d")
            part.refuse(said % {"slug": form.slug, "line": lines[form.slug]}, "slug")
        lines.setdefault(form.slug, part.line)
        forms.append(form)
    if problems:
        raise Refused(problems)
    return Read(tuple(forms), lines)


def _form(part: Part) -> FormCode:
    slug = part.text("slug", _longest("slug"), required=True)
    if slug:
        part.where = f"{part.where} ({slug[:60]})"
        try:
            validate_slug(slug)
        except ValidationError:
            part.refuse(_("Use letters without accents, digits, - and _ alone"), "slug")
    site = part.part("site", SITE_KEYS)
    kind = part.part("type", TYPE_KEYS)
    return FormCode(
        slug=slug,
        name=part.text("name", _longest("name"), required=True),
        cloud_id=_in_address(site, "cloud_id", _longest("cloud_id")),
        site_name=site.text("name", _longest("site_name")),
        project_key=_in_address(part, "project", _longest("project_key")),
        issue_type_id=_in_address(kind, "id", _longest("issue_type_id")),
        issue_type_name=kind.text("name", _longest("issue_type_name")),
        is_active=part.flag("in_use", default=True),
        groups=tuple(sorted(set(part.texts("groups")))),
        intro=part.text("intro"),
        description_template=part.text("description"),
        author=_author(part),
        shared_account_id=part.text("shared_account", _longest("shared_account_id")),
        reporter_line=part.text("reporter_line", _longest("reporter_line"))
        or BugForm.REPORTER_LINE,
        fields=_fields(part),
    )


def _author(part: Part) -> str:
    """As whom it files. A shared account must be named with it."""
    found = part.text("author") or Author.PERSON
    if found not in Author.values:
        known = ", ".join(Author.values)
        part.refuse(_("Write one of: %(known)s") % {"known": known}, "author")
    elif found != Author.PERSON and not part.text("shared_account"):
        part.refuse(_("Name the Atlassian account id of a shared link with it"), "shared_account")
    return found


def _in_address(part: Part, key: str, longest: int | None) -> str:
    """Ids and keys become part of addresses in Lodge and Jira, where some characters have a meaning."""
    found = part.text(key, longest, required=True)
    if found.strip() and NO_PART_OF_AN_ADDRESS.search(found):
        part.refuse(_("Spaces, / \\ ? # and the percent sign cannot stand here"), key)
    return found


def _fields(part: Part) -> tuple[FieldCode, ...]:
    found: dict[str, FieldCode] = {}
    for each in part.parts("fields", FIELD_KEYS, MOST_FIELDS):
        field_id = each.text("id", _longest_of_field("field_id"), required=True)
        if field_id in found:
            each.refuse(_("“%(id)s” is on this form already") % {"id": field_id}, "id")
        if field_id in PLACE:
            each.refuse(_("“%(id)s” is chosen by the form itself") % {"id": field_id}, "id")
        value = each.text_or_texts("value")
        found[field_id] = FieldCode(
            field_id=field_id,
            label=each.text("label", _longest_of_field("label")),
            help=each.text("help", _longest_of_field("help")),
            required=each.flag("required", default=False),
            hidden=each.flag("hidden", default=False),
            value=tuple(value) if isinstance(value, list) else value,
        )
    return tuple(found.values())


def _longest(name: str) -> int | None:
    return _limit(BugForm, name)


def _longest_of_field(name: str) -> int | None:
    return _limit(BugFormField, name)


def _limit(model: type[Model], name: str) -> int | None:
    column = model._meta.get_field(name)
    return column.max_length if isinstance(column, Field) else None
