"""Forms that nobody has filled in yet, rendered once a process: everyone who opens one is sent the same bytes.

The key holds all that the bytes depend on: the fields as Jira described them (options and names included), the form's
address, what a BugForm sets, the language, the time zone and the decimal sign. What differs from one person to another
(drafts, notices, folded fields, the account) is not in here.
"""

import hashlib
import json
import pickle
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, NoReturn

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.number_format import decimal_sign
from issues.views.form import issue_links_address
from issues.views.form.definition import FormDefinition
from issues.views.form.detect_changes import untouched
from issues.views.form.layout import FormField, Item, items_of

# Bytes of HTML that a process keeps. A form of 25 fields has 20 KB, one of 450 half a megabyte.
MOST_BYTES = 4_000_000


class LookedUpError(Exception):
    """A field asked Jira for something while it was rendered, so its bytes belong to one account."""


class NoLookup:
    """Stands in for the searches of an account: a form that needs one is not shared."""

    def __getattr__(self, name: str) -> Callable[..., NoReturn]:
        def refuse(*_arguments: object) -> NoReturn:
            raise LookedUpError(name)

        return refuse


@dataclass(frozen=True)
class BlankField:
    """A field as it is rendered. `focused`: the same with the focus, for a text that may have it."""

    name: str
    label: str
    is_asked: bool
    is_touched: bool
    group: str
    as_field_group: SafeString
    focused: SafeString | None

    @property
    def html_name(self) -> str:
        """The name that it posts."""
        return self.name


@dataclass(frozen=True)
class BlankForm:
    """What a page needs of `build_form.IssueForm` while nothing is filled in. It has no errors.

    `names_json`: the labels by fieldId, as the page posts them back. `mark`: the hash of `detect_changes.untouched`.
    """

    items: tuple[BlankField, ...]
    names_json: str
    mark: str
    unsupported: tuple[str, ...]
    empty: tuple[str, ...]
    skipped: tuple[str, ...]
    files_wanted: bool
    files_required: bool
    errors: dict[str, Any] = field(default_factory=dict)
    non_field_errors: tuple[str, ...] = ()
    hidden_fields: tuple[BoundField, ...] = ()
    visible_fields: tuple[BoundField, ...] = ()

    @property
    def size(self) -> int:
        """Characters kept."""
        drawn = sum(len(each.as_field_group) + len(each.focused or "") for each in self.items)
        return drawn + len(self.names_json)


class _Kept:
    """Values by key; the one used longest ago is dropped first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: OrderedDict[Hashable, BlankForm | None] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable) -> tuple[bool, BlankForm | None]:
        """Whether it is known, and the form. None: this form cannot be shared."""
        with self._lock:
            if key not in self._held:
                return False, None
            self._held.move_to_end(key)
            return True, self._held[key]

    def keep(self, key: Hashable, form: BlankForm | None) -> None:
        """Remember the form, and forget others until there is room."""
        with self._lock:
            self._drop(key)
            self._held[key] = form
            self._bytes += form.size if form else 0
            while self._bytes > MOST_BYTES and len(self._held) > 1:
                self._drop(next(iter(self._held)))

    def forget(self) -> None:
        """Drop everything."""
        with self._lock:
            self._held.clear()
            self._bytes = 0

    def _drop(self, key: Hashable) -> None:
        form = self._held.pop(key, None)
        self._bytes -= form.size if form else 0


kept = _Kept()


def blank_form(definition: FormDefinition) -> BlankForm | None:
    """The blank form of *definition*. None where it has to be rendered for one account."""
    key = key_of(definition)
    known, form = kept.get(key)
    if known:
        return form
    try:
        form = _render(definition)
    except LookedUpError:
        form = None
    kept.keep(key, form)
    return form


def focus_rendered(asked: list[FormField], told: bool) -> list[FormField]:
    """The first fields, of which the first empty text has the focus, unless the page *told* something."""
    for number, each in enumerate(asked):
        if not told and isinstance(each, BlankField) and each.focused is not None:
            return [
                *asked[:number],
                replace(each, as_field_group=each.focused),
                *asked[number + 1 :],
            ]
    return asked


def key_of(definition: FormDefinition) -> Hashable:
    """All that the rendered fields depend on."""
    overlay = definition.overlay
    preset = overlay and (overlay.help, overlay.order, overlay.fixed, overlay.initial)
    return (
        definition.outline.digest,
        overlay and hashlib.sha256(pickle.dumps(preset)).digest(),
        definition.address.place,
        definition.zone.key,
        decimal_sign(),
        get_language(),
    )


def _render(definition: FormDefinition) -> BlankForm:
    form = definition.build(initial=definition.begins, lookup=NoLookup())
    issue_links_address.tell(definition, form)
    names = definition.outline.names
    return BlankForm(
        items=tuple(_rendered(item) for item in items_of(form)),
        names_json=json.dumps(
            {**names, **form.chosen()}, ensure_ascii=False, separators=(",", ":")
        ),
        mark=untouched(form),
        unsupported=form.unsupported,
        empty=form.empty,
        skipped=form.skipped,
        files_wanted=form.files_wanted,
        files_required=form.files_required,
    )


def _rendered(item: Item) -> BlankField:
    bound = item.bound
    drawn, focused = bound.as_field_group(), None
    is_text = isinstance(bound.field.widget, forms.TextInput | forms.Textarea)
    if item.is_asked and is_text and not bound.value():
        bound.field.widget.attrs["autofocus"] = True
        focused = bound.as_field_group()
    return BlankField(
        item.name,
        str(bound.label),
        item.is_asked,
        item.is_touched,
        str(item.group),
        SafeString(drawn),
        focused and SafeString(focused),
    )
