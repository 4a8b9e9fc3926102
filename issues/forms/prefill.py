"""Values in an address: into a form of Lodge, and from it into Jira's own form. Pure. See docs/prefill.md."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO

from integrations.jira import FieldMeta
from issues.fieldkinds import FieldKind, Suggests, for_meta
from issues.fieldkinds.cascading import CascadingKind
from issues.fieldkinds.decimals import read, unambiguous
from issues.fieldkinds.groups import GroupKind
from issues.fieldkinds.issue_links import LinksKind
from issues.fieldkinds.labels import LabelsKind
from issues.fieldkinds.number import NumberKind
from issues.fieldkinds.option_matching import HasOptions, Options
from issues.fieldkinds.timetracking import PARTS, TimeTrackingKind
from issues.fieldkinds.unsearchable_lists import AssetsKind, TextsKind

# Few servers accept a longer address.
LONGEST = 8000
_MOST_TEXTS = 50
_SEVERAL = "array"


def from_address(
    query: Mapping[str, list[str]], metas: Iterable[FieldMeta]
) -> dict[str, list[str]]:
    """The values of *query* for the form's fields, like `IssueForm.typed()`: texts as posted, options by id.

    An option may be given by its name. Labels and similar fields may have several values, also separated by commas.
    Unknown fields, unknown options and files are left out. So are labels that the address gives to values.
    """
    found: dict[str, list[str]] = {}
    for meta in metas:
        kind = for_meta(meta)
        if kind is None or meta.schema.system == "attachment" or meta.field_id == "files":
            continue
        for name in _names(meta, kind):
            texts = [
                text for each in query.get(name, ()) if (text := each.replace("\0", "")[:LONGEST])
            ]
            if texts and (values := _values(meta, kind, texts, query)):
                found[name] = values
    return found


def _names(meta: FieldMeta, kind: FieldKind) -> tuple[str, ...]:
    """The field's names in a link: what it posts, except the search of a picker."""
    name = meta.field_id
    if isinstance(kind, TimeTrackingKind):
        return (name, *(f"{name}_{part}" for part in PARTS))
    return (name, f"{name}-relation") if isinstance(kind, LinksKind) else (name,)


def _values(
    meta: FieldMeta, kind: FieldKind, texts: list[str], query: Mapping[str, list[str]]
) -> list[str]:
    """The posted values for *texts*. Only the first where the field takes one."""
    if isinstance(kind, CascadingKind):
        return _child(Options(kind, meta), texts[0], query.get(f"{meta.field_id}:1", [""])[0])
    if isinstance(kind, HasOptions):
        options = Options(kind, meta)
        if meta.schema.type != _SEVERAL:
            return [value for text in texts if (value := options.find(text))][:1]
        return list(dict.fromkeys(value for text in texts for value in options.find_all(text)))[
            :_MOST_TEXTS
        ]
    if isinstance(kind, AssetsKind | TextsKind):
        return [(" " if isinstance(kind, AssetsKind) else "\n").join(texts[:_MOST_TEXTS])]
    if isinstance(kind, NumberKind):
        return [_for_everybody(texts[0])]
    if isinstance(kind, TimeTrackingKind):
        return texts[: len(PARTS)]
    if meta.schema.type != _SEVERAL:
        return [value for text in texts if (value := _value_alone(kind, text))][:1]
    several = [part for text in texts for part in _parts(text)]
    return [value for text in several if (value := _value_alone(kind, text))][:_MOST_TEXTS]


def _child(options: Options, parent: str, child: str) -> list[str]:
    """Parent and child from one text, or the child beside its parent as in Jira's links: `customfield_1:1=`."""
    value = options.find(parent)
    both = options.find(f"{value}:{child}") if value and child else ""
    return [both or value] if value else []


def _value_alone(kind: FieldKind, text: str) -> str:
    """Drops the label after a bar: an address must not decide which name is shown for a value."""
    is_called = isinstance(kind, Suggests) and not isinstance(kind, LabelsKind | GroupKind)
    return text.partition("|")[0] if is_called else text


def _parts(text: str) -> list[str]:
    """The parts between commas. Commas in double quotes do not separate, as in CSV (RFC 4180)."""
    lines = csv.reader(StringIO(text.replace("\r", "\n")), skipinitialspace=True)
    return [part.strip() for line in lines for part in line if part.strip()]


def _for_everybody(text: str) -> str:
    """A number in a form that every reader of the link reads alike."""
    try:
        return unambiguous(read(text, "."))
    except ValueError:
        return text
