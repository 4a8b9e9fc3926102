"""Texts that travel in an address: into a form of Lodge, and out of it into Jira's own. Pure. See docs/prefill.md."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from urllib.parse import urlencode

from integrations.jira import FieldMeta
from issues import typed
from issues.fieldkinds import FieldKind, Suggests, for_meta
from issues.fieldkinds.by_name import Closed, Options
from issues.fieldkinds.cascading import CascadingKind
from issues.fieldkinds.decimals import read, unambiguous
from issues.fieldkinds.groups import GroupKind
from issues.fieldkinds.labels import LabelsKind
from issues.fieldkinds.links import LinksKind
from issues.fieldkinds.number import NumberKind
from issues.fieldkinds.timetracking import PARTS, TimeTrackingKind
from issues.fieldkinds.written import AssetsKind, TextsKind

# Hardly any server takes a longer address.
LONGEST = 8000
_MOST_TEXTS = 50
_SEVERAL = "array"
# What browsers and servers carry everywhere, and what Jira's own form takes.
LONGEST_ADDRESS = 6000
_INTO_JIRA = (
    "summary",
    "priority",
    "labels",
    "components",
    "versions",
    "fixVersions",
    "environment",
    "description",
)
_TEXTS = frozenset({"summary", "environment", "description", "labels"})


def from_address(query: Mapping[str, list[str]], metas: Iterable[FieldMeta]) -> dict[str, list[str]]:
    """What *query* puts into fields of the form, as `IssueForm.typed()` has it: text by what is posted, options by id.

    An option may also be named as people call it; of labels and the like several, also with commas between. What
    the form has no field for, an unknown option, and files are left out; so is what an address calls a value.
    """
    found: dict[str, list[str]] = {}
    for meta in metas:
        kind = for_meta(meta)
        if kind is None or meta.schema.system == "attachment" or meta.field_id == "files":
            continue
        for name in _names(meta, kind):
            texts = [text for each in query.get(name, ()) if (text := each.replace("\0", "")[:LONGEST])]
            if texts and (values := _values(meta, kind, texts, query)):
                found[name] = values
    return found


def _names(meta: FieldMeta, kind: FieldKind) -> tuple[str, ...]:
    """What a link may call the field: what it posts, but for the search that a picker carries along."""
    name = meta.field_id
    if isinstance(kind, TimeTrackingKind):
        return (name, *(f"{name}_{part}" for part in PARTS))
    return (name, f"{name}-relation") if isinstance(kind, LinksKind) else (name,)


def _values(meta: FieldMeta, kind: FieldKind, texts: list[str], query: Mapping[str, list[str]]) -> list[str]:
    """What is posted for *texts*; the first where one value fits."""
    if isinstance(kind, CascadingKind):
        return _child(Options(kind, meta), texts[0], query.get(f"{meta.field_id}:1", [""])[0])
    if isinstance(kind, Closed):
        options = Options(kind, meta)
        if meta.schema.type != _SEVERAL:
            return [value for text in texts if (value := options.find(text))][:1]
        return list(dict.fromkeys(value for text in texts for value in options.find_all(text)))[:_MOST_TEXTS]
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
    """Both in one text, or the child beside its parent, as Jira's own links have it: `customfield_1:1=`."""
    value = options.find(parent)
    both = options.find(f"{value}:{child}") if value and child else ""
    return [both or value] if value else []


def _value_alone(kind: FieldKind, text: str) -> str:
    """An address may not say whose name is shown beside a value: what stands behind a bar is cut."""
    is_called = isinstance(kind, Suggests) and not isinstance(kind, LabelsKind | GroupKind)
    return text.partition("|")[0] if is_called else text


def _parts(text: str) -> list[str]:
    """What stands between commas; in double quotes a comma separates nothing, as in CSV (RFC 4180)."""
    lines = csv.reader(StringIO(text.replace("\r", "\n")), skipinitialspace=True)
    return [part.strip() for line in lines for part in line if part.strip()]


def _for_everybody(text: str) -> str:
    """A number as machines write it, so that whoever opens the link reads the same one."""
    try:
        return unambiguous(read(text, "."))
    except ValueError:
        return text


@dataclass(frozen=True)
class IntoJira:
    """The address of Jira's own form with what it could carry, and the rest to copy, as (name, text)."""

    url: str
    rest: tuple[tuple[str, str], ...] = ()


def into_jira(
    site_url: str,
    project_id: str,
    issue_type_id: str,
    values: Mapping[str, list[str]],
    names: Mapping[str, str],
) -> IntoJira:
    """Jira's own create form, filled in as far as an address goes. Source: "Create issues using direct HTML links".

    What is short goes first, the description last: nothing is cut in the middle.
    """
    pairs = [("pid", project_id), ("issuetype", issue_type_id)]
    carried = set()
    for name in _INTO_JIRA:
        texts = [text for text in values.get(name, ()) if text]
        more = [(name, text if name in _TEXTS else text.partition("|")[0]) for text in texts]
        if len(urlencode(pairs + more)) <= LONGEST_ADDRESS:
            pairs += more
            carried.add(name)
    address = f"{site_url}/secure/CreateIssueDetails!init.jspa?{urlencode(pairs)}"
    return IntoJira(address, tuple(typed.in_words(values, names, but=carried, guess=True)))
