"""Which form of Jira somebody began with, and what has changed about it since. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from integrations.jira import FieldMeta

# What a removed field held stays in the form under this name: shown to be copied, kept with the draft, never sent.
GONE = "gone-"
# Beside a field's own name a form posts what goes with it, which is of no use to anybody without the field.
_BESIDE = ("-searched", "-overflow")
_NOT_DRAWN = frozenset({"project", "issuetype"})


@dataclass(frozen=True)
class Drift:
    """What changed: ids of fields that Jira now requires and did not have, and (name, text) of what has no field."""

    added: tuple[str, ...] = ()
    removed: tuple[tuple[str, str], ...] = ()
    news: bool = False

    def __bool__(self) -> bool:
        """Whether somebody has to look before this is sent."""
        return self.news


def fingerprint(metas: Iterable[FieldMeta]) -> str:
    """The same for forms that ask the same: which fields, of which kind, which required. 16 hexadecimal digits.

    Names are left out, which are translated, and options, which people add all day: a choice that is no more is
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
    """What the fields are called, by fieldId: a field that goes away takes its name along."""
    return {meta.field_id: meta.name for meta in metas if meta.field_id not in _NOT_DRAWN}


def compare(
    metas: Iterable[FieldMeta], *, before: str, named: Mapping[str, str], left_over: Mapping[str, Any]
) -> Drift:
    """Hold the form of now, *metas*, against the one that was filled in.

    *before* is the fingerprint of that one and *named* what its fields were called; *left_over* is what was typed
    into fields that are no more, by posted name. An unknown *before* adds nothing.
    """
    known = tuple(metas)
    changed = bool(before) and bool(named) and before != fingerprint(known)
    added = tuple(
        meta.field_id
        for meta in known
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
        not name.startswith(GONE) for name in left_over if _tells(name) and any(_all(left_over[name]))
    )
    return Drift(added, removed, bool(added) or unseen)


def called(name: str, named: Mapping[str, str]) -> str:
    """The words on a field, by what it is posted as; its id where those are not known."""
    bare = name.removeprefix(GONE)
    return named.get(bare) or named.get(bare.removesuffix("-search")) or bare


def gone(left_over: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the form goes on carrying of fields that are no more, as (posted name, text)."""
    return [
        (GONE + name.removeprefix(GONE), text)
        for name, texts in left_over.items()
        if _tells(name)
        for text in _all(texts)
    ]


def returned(values: Mapping[str, Any], metas: Iterable[FieldMeta]) -> dict[str, Any]:
    """*values* with what waited for a field that is there again put back into it, unless something stands there."""
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
