"""Drift: detects how Jira's form has changed since a user began to fill it in. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from integrations.jira import FieldMeta

# The value of a removed field stays in the form under this name: shown for copying, kept with the draft, never sent.
GONE = "gone-"
# Extra names that a field posts, which are useless without the field.
_BESIDE = ("-searched", "-overflow")
_NOT_DRAWN = frozenset({"project", "issuetype"})


@dataclass(frozen=True)
class Drift:
    """Changes of a form: ids of newly required fields, and (name, text) of values without a field."""

    added: tuple[str, ...] = ()
    removed: tuple[tuple[str, str], ...] = ()
    news: bool = False

    def __bool__(self) -> bool:
        """Whether the user must look before this is sent."""
        return self.news


def fingerprint(metas: Iterable[FieldMeta]) -> str:
    """Equal for forms with the same fields, kinds and requirements. 16 hexadecimal digits.

    Names are left out, because they are translated, and options, because people add them all day. A missing choice is
    found when it is checked.
    """
    fields = sorted(
        [meta.field_id, meta.required and not meta.has_default, meta.schema.type, meta.schema.items,
         meta.schema.custom]
        for meta in metas
        if meta.field_id not in _NOT_DRAWN
    )  # fmt: skip
    return hashlib.sha256(json.dumps(fields).encode()).hexdigest()[:16]


def names(metas: Iterable[FieldMeta]) -> dict[str, str]:
    """The labels of the fields, by fieldId, for fields that may be removed later."""
    return {meta.field_id: meta.name for meta in metas if meta.field_id not in _NOT_DRAWN}


def compare(
    metas: Iterable[FieldMeta],
    *,
    before: str,
    now: str,
    named: Mapping[str, str],
    left_over: Mapping[str, Any],
) -> Drift:
    """Compare the present form, *metas*, with the one that was filled in.

    *before* is the fingerprint of that form, *now* that of *metas*, *named* the labels of its fields. *left_over*
    holds values of fields that no longer exist, by posted name. An unknown *before* adds nothing.
    """
    changed = bool(before) and bool(named) and before != now
    added = tuple(
        meta.field_id
        for meta in metas
        if changed and meta.required and not meta.has_default and meta.field_id not in named
        and meta.field_id not in _NOT_DRAWN
    )  # fmt: skip
    removed = tuple(
        (called(name, named), text)
        for name, texts in left_over.items()
        if _tells(name)
        for text in _all(texts)
    )
    unseen = any(
        not name.startswith(GONE)
        for name in left_over
        if _tells(name) and any(_all(left_over[name]))
    )
    return Drift(added, removed, bool(added) or unseen)


def called(name: str, named: Mapping[str, str]) -> str:
    """The label of a field, by its posted name. Its id where the label is unknown."""
    bare = name.removeprefix(GONE)
    return named.get(bare) or named.get(bare.removesuffix("-search")) or bare


def gone(left_over: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The values of removed fields that the form still carries, as (posted name, text)."""
    return [
        (GONE + name.removeprefix(GONE), text)
        for name, texts in left_over.items()
        if _tells(name)
        for text in _all(texts)
    ]


def returned(values: Mapping[str, Any], metas: Iterable[FieldMeta]) -> dict[str, Any]:
    """*values*, with kept values put back into fields that exist again, unless these are filled in."""
    if not any(name.startswith(GONE) for name in values):
        return dict(values)
    back = {GONE + meta.field_id: meta.field_id for meta in metas}
    kept = {name: texts for name, texts in values.items() if name not in back}
    for waiting, name in back.items():
        if waiting in values:
            taken = any(kept.get(name, ()))
            kept[waiting if taken else name] = values[waiting]
    return kept


def _tells(name: str) -> bool:
    return not name.endswith(_BESIDE) and not (name.startswith(GONE) and name.endswith("-searched"))


def _all(texts: Any) -> list[str]:
    return [text for text in (texts if isinstance(texts, list) else [texts]) if text]
