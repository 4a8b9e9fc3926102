"""Texts that travel in an address: into a form of Lodge, and out of it into Jira's own. Pure. See docs/prefill.md."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from integrations.jira import FieldMeta
from issues import typed
from issues.fieldkinds import Suggests, for_meta
from issues.fieldkinds.groups import GroupKind
from issues.fieldkinds.labels import LabelsKind

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
    """What *query* puts into fields of the form, as `IssueForm.typed()` has it: text by fieldId, options by id.

    An option may also be named as people call it; of labels and the like several, also with commas between. What
    the form has no field for, an unknown option, and files are left out; so is what an address calls a value.
    """
    found: dict[str, list[str]] = {}
    for meta in metas:
        texts = [text for each in query.get(meta.field_id, ()) if (text := each.replace("\0", "")[:LONGEST])]
        if meta.schema.system == "attachment" or meta.field_id == "files" or not texts:
            continue
        if meta.schema.type == _SEVERAL:
            texts = [part.strip() for text in texts for part in text.split(",") if part.strip()]
        if meta.allowed_values is not None:
            texts = [value for text in texts if (value := _option(meta.allowed_values, text))]
        elif _is_called(meta):
            texts = [value for text in texts if (value := text.partition("|")[0])]
        if texts:
            found[meta.field_id] = texts[:_MOST_TEXTS] if meta.schema.type == _SEVERAL else texts[:1]
    return found


def _is_called(meta: FieldMeta) -> bool:
    """Whether a value of this field is posted with a label behind a bar: an address may not say whose name is shown."""
    kind = for_meta(meta)
    return not isinstance(kind, LabelsKind | GroupKind) and isinstance(kind, Suggests)


def _option(options: Iterable[Mapping[str, Any]], wanted: str) -> str:
    """The id of the option that *wanted* is the id or the name of; empty for none."""
    known = list(options)
    for key in ("id", "value", "name", "key"):
        for option in known:
            if str(option.get(key, "")).casefold() == wanted.casefold():
                return str(option.get("id", ""))
    return ""


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
