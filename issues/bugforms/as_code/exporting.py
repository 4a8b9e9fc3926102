"""Writes forms as YAML. The output is stable for reviews, and means the same in YAML 1.1 and 1.2. Pure."""

import re
from collections.abc import Iterable
from typing import Any

import yaml

from issues.bugforms.as_code.schema import FORMAT, FieldCode, FormCode
from issues.models import Author, BugForm

# PyYAML quotes what YAML 1.1 reads as a number or a boolean. YAML 1.2 reads more that way (`1e3`, `0o17`, `08`), and
# so do some readers of 1.1 (`y`).
_GUESSED = re.compile(
    r"[-+]?\.?[0-9][0-9_.:]*(?:e[-+]?[0-9]+)?|[-+]?0[box][0-9a-f_]+|[yn]", re.IGNORECASE
)
HEAD = "# Forms of Lodge. The format is described in docs/bug-forms.md.\n"


class _Dumper(yaml.SafeDumper):
    """Writes multi-line texts as blocks, where a block preserves every character."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never write aliases, since reading refuses them."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = all(c == "\n" or c.isprintable() for c in text)
    block = "\n" in text and plain and not text[0].isspace()
    # Other line breaks and invisible characters survive only escaped in double quotes.
    style = "|" if block else '"' if not plain else "'" if _GUESSED.fullmatch(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def write(forms: Iterable[FormCode]) -> bytes:
    """A file from which `read` gives exactly *forms*."""
    body = {"lodge_forms": int(FORMAT), "forms": [_form(form) for form in forms]}
    dumped = yaml.dump(
        body,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=110,
        default_flow_style=False,
    )
    return (HEAD + str(dumped)).encode()


def _form(form: FormCode) -> dict[str, Any]:
    return {
        "slug": form.slug,
        "name": form.name,
        "in_use": form.is_active,
        **_some(groups=list(form.groups)),
        "site": {"cloud_id": form.cloud_id, **_some(name=form.site_name)},
        "project": form.project_key,
        "type": {"id": form.issue_type_id, **_some(name=form.issue_type_name)},
        **_author(form),
        **_some(intro=form.intro, description=form.description_template),
        "fields": [_field(field) for field in form.fields],
    }


def _author(form: FormCode) -> dict[str, Any]:
    """As whom it files. Left out where it files as the person."""
    line = "" if form.reporter_line == BugForm.REPORTER_LINE else form.reporter_line
    author = "" if form.author == Author.PERSON else str(form.author)
    return _some(author=author, shared_account=form.shared_account_id, reporter_line=line)


def _field(field: FieldCode) -> dict[str, Any]:
    value = list(field.value) if isinstance(field.value, tuple) else field.value
    return {
        "id": field.field_id,
        **_some(
            label=field.label,
            help=field.help,
            required=field.required,
            hidden=field.hidden,
            value=value,
        ),
    }


def _some(**values: Any) -> dict[str, Any]:
    """The values that are worth a line: those that differ from the default."""
    return {key: value for key, value in values.items() if value}
