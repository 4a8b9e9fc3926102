"""What the fields of a form are, worked out once a process: kinds, order, labels, fingerprint. Pure.

It depends on nothing but the fields as Jira described them, and on the order that a BugForm gives them.
"""

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

from integrations.jira import FieldMeta
from issues.fieldkinds import FieldKind, for_meta, is_settled, offers_nothing
from issues.fieldkinds.base import is_required
from issues.forms import drift

# Chosen before the form.
NOT_IN_FORM = {"project", "issuetype"}
FIRST = ("summary", "description")
# Outlines are kept for as many sets of fields, which stay alive meanwhile.
_MOST = 64


class Drawable(NamedTuple):
    """A field that Lodge can draw."""

    meta: FieldMeta
    kind: FieldKind


class Outline:
    """The fields of one form.

    `fields`: those that can be drawn, in their order. `unsupported`, `empty`, `skipped`, `files_wanted` and
    `files_required` as in `build_form.IssueForm`.
    """

    def __init__(self, metas: Iterable[FieldMeta], order: Sequence[str] = ()) -> None:
        self.metas = tuple(metas)
        self.files_wanted = self.files_required = False
        fields: list[Drawable] = []
        unsupported: list[str] = []
        empty: list[str] = []
        skipped: list[str] = []
        first = {name: place for place, name in reversed([*enumerate((*order, *FIRST))])}
        for meta in sorted(self.metas, key=lambda meta: first.get(meta.field_id, len(first))):
            kind = for_meta(meta)
            if meta.schema.system == "attachment":
                self.files_wanted, self.files_required = True, is_required(meta)
            elif meta.field_id in NOT_IN_FORM:
                pass
            elif kind is None:
                if is_required(meta):
                    unsupported.append(meta.name)
                elif not is_settled(meta):
                    skipped.append(meta.name)
            elif is_required(meta) and offers_nothing(meta):
                unsupported.append(meta.name)
                empty.append(meta.name)
            else:
                fields.append(Drawable(meta, kind))
        self.fields = tuple(fields)
        self.unsupported, self.empty, self.skipped = (
            tuple(unsupported),
            tuple(empty),
            tuple(skipped),
        )
        self._places = {each.meta.field_id: place for place, each in enumerate(fields)}
        self._required = frozenset(
            place for place, each in enumerate(fields) if is_required(each.meta)
        )

    @cached_property
    def fingerprint(self) -> str:
        """See `drift.fingerprint`."""
        return drift.fingerprint(self.metas)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """See `drift.names`."""
        return drift.names(self.metas)

    @cached_property
    def digest(self) -> bytes:
        """A hash of everything in the fields, options and names included."""
        return hashlib.sha256(pickle.dumps(self.metas)).digest()

    def filled_in(
        self, posted: Iterable[tuple[str, Sequence[Any]]], besides: Iterable[str] = ()
    ) -> list[Drawable]:
        """The required fields, those *besides*, and those for which *posted* has a text. In their order.

        All others are optional and empty: there is nothing to check, and nothing to send.
        """
        names = set(besides)
        for name, texts in posted:
            if any(texts):
                # A field with several inputs posts under its id and a suffix (`Widget.names`).
                names |= {name, name.rpartition("-")[0], name.rpartition("_")[0]}
        wanted = {self._places[name] for name in names if name in self._places}
        return [self.fields[place] for place in sorted(wanted | self._required)]


_kept: OrderedDict[int, Outline] = OrderedDict()
_lock = Lock()


def outline_of(metas: tuple[FieldMeta, ...]) -> Outline:
    """The outline of a set of fields that the process keeps, worked out once for as long as that is the same object."""
    with _lock:
        known = _kept.get(id(metas))
        if known is not None and known.metas is metas:
            _kept.move_to_end(id(metas))
            return known
    outline = Outline(metas)
    with _lock:
        _kept[id(metas)] = outline
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return outline
