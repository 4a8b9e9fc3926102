"""Forms as YAML: stable, so that a review sees what changed; YAML 1.1 and 1.2 read the same in it. Pure."""

import re
from collections.abc import Iterable
from typing import Any

import yaml

from issues.bugforms.as_code.shape import FORMAT, FieldCode, FormCode

# PyYAML quotes what YAML 1.1 takes for a number or a flag. 1.2 takes more (`1e3`, `0o17`, `08`), and so do some
# readers of 1.1 (`y`).
_GUESSED = re.compile(r"[-+]?\.?[0-9][0-9_.:]*(?:e[-+]?[0-9]+)?|[-+]?0[box][0-9a-f_]+|[yn]", re.IGNORECASE)
HEAD = "# Forms of Lodge. The format is described in docs/bug-forms.md.\n"


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, where a block keeps every character."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never: aliases are refused when the file is read."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = all(c == "\n" or c.isprintable() for c in text)
    block = "\n" in text and plain and not text[0].isspace()
    # Other breaks and invisible characters survive only between double quotes, escaped.
    style = "|" if block else '"' if not plain else "'" if _GUESSED.fullmatch(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def write(forms: Iterable[FormCode]) -> bytes:
    """A file that `read` takes and that means exactly *forms*."""
    body = {"lodge_forms": int(FORMAT), "forms": [_form(form) for form in forms]}
    dumped = yaml.dump(
        body, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110, default_flow_style=False
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
        **_some(intro=form.intro, description=form.description_template),
        "fields": [_field(field) for field in form.fields],
    }


def _field(field: FieldCode) -> dict[str, Any]:
    value = list(field.value) if isinstance(field.value, tuple) else field.value
    return {
        "id": field.field_id,
        **_some(
            label=field.label, help=field.help, required=field.required, hidden=field.hidden, value=value
        ),
    }


def _some(**values: Any) -> dict[str, Any]:
    """What is worth a line."""
    return {key: value for key, value in values.items() if value}
