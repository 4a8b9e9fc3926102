"""Search, then choose: the one widget behind people, groups, labels, issues and every long list.

For a field `f` the browser posts:

- `f`: what was chosen, as `Choice.posted` has it (the value, or the value, a bar and the label); `none` for nobody;
  repeated where several may be chosen;
- `f-search`: what stands in the search box;
- `f-searched`: the search whose results were on the page. Left out by a script that needs no results.

A search that differs from the one shown, or that nothing was chosen from, is a question still open: the field has
an error and the page shows what was found. Where typed words are themselves values (labels, a key, a number), they
are taken instead. The "Find" button posts `find=f`; `forms.build` then makes an unbound form that keeps everything
typed, so the view only draws it again. Find with an empty box shows the first that there are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.jira import Denied, IntegrationError, ScopeMissing, SlowDown
from issues.fieldkinds.base import Choice, one_line, shortened

NOBODY = "none"
SHOWN = 20  # of what was found
Text = str | Promise


@dataclass(frozen=True)
class Words:
    """What a picker says. `nothing` is filled in with %(name)s, the search."""

    label: Text
    nothing: Text
    failed: Text
    refused: Text
    choose: Text
    unknown: Text
    more: Text


WORDS = Words(
    label=_("What to search for"),
    nothing=_("Nothing called “%(name)s” was found."),
    failed=_("Jira could not be asked just now. Press Find to try again."),
    refused=_("Jira does not let you search here."),
    choose=_("Choose which one you mean"),
    unknown=_("This is nothing that Jira knows. Search again"),
    more=_("There are more. Write more of the name to see them."),
)


TOO_OFTEN = _("You searched very often in a short time. What you typed is kept. Press Find again in a while.")


@dataclass(frozen=True)
class Picked:
    """What one picker posted: raw choices, the search box, the search whose results were shown.

    `whole`: a choice is a value alone and has no label behind a bar.
    """

    chosen: tuple[str, ...] = ()
    search: str = ""
    searched: str | None = None
    whole: bool = False

    @property
    def choices(self) -> dict[str, Choice]:
        """What was chosen, by value, each once."""
        found = (_choice(one_line(each), self.whole) for each in self.chosen)
        return {choice.value: choice for choice in found if choice.value not in {"", self.nobody}}

    @property
    def nobody(self) -> str:
        """What is posted for nobody at all. Where a value is any text, none of them is a bar."""
        return "|" if self.whole else NOBODY

    @property
    def is_open(self) -> bool:
        """Whether a search waits for a choice."""
        if not self.search or (self.nobody in self.chosen and self.searched == self.search):
            return False
        return not self.choices or (self.searched is not None and self.searched != self.search)


def _choice(posted: str, whole: bool) -> Choice:
    value, _bar, label = (posted, "", "") if whole else posted.partition("|")
    return Choice(value, label or value)


def nothing_typed(typed: str) -> Sequence[str]:
    """For a picker where words are a search and never a value."""
    return ()


class PickerInput(forms.Widget):
    """The search box, the "Find" button and the choices.

    `find` answers a search, with the door's errors; `take` says which values the typed words themselves are, `free`
    that every word is one; `whole` that values are their own labels; `named` gives the label of a value that
    came without; `asked` is set by `forms.build` when this field's own Find was pressed.
    """

    template_name = "django/forms/widgets/picker.html"
    use_fieldset = True

    def __init__(
        self,
        find: Callable[[str], Sequence[Choice]],
        *,
        several: bool = False,
        nobody: Text | None = None,
        take: Callable[[str], Sequence[str]] = nothing_typed,
        free: bool = False,
        whole: bool = False,
        named: Callable[[str], str] = str,
        words: Words = WORDS,
    ) -> None:
        super().__init__({"words": True} if free else None)
        self.ask = find
        self.allow_multiple_selected = several
        self.nobody = nobody
        self.take = take
        self.free = free
        self.whole = free or whole
        self.named = named
        self.words = words
        self.asked = False
        self.failure: Text = ""
        self._found: dict[str, Sequence[Choice] | None] = {}

    def names(self, name: str) -> tuple[str, ...]:
        """Everything that the field called *name* posts."""
        return (name, f"{name}-search", f"{name}-searched")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Picked:
        """What was posted."""
        chosen = data.getlist(name) if isinstance(data, MultiValueDict) else [data.get(name, "")]
        searched = data.get(f"{name}-searched")
        return Picked(
            chosen=tuple(str(each) for each in chosen if each),
            search=one_line(str(data.get(f"{name}-search") or "")),
            searched=None if searched is None else one_line(str(searched)),
            whole=self.whole,
        )

    def picked(self, value: Any) -> Picked:
        """*value* as it is posted; also from an initial value: one that may be posted, or a list of such."""
        if isinstance(value, Picked):
            return value
        several = value if isinstance(value, list | tuple) else [value]
        return Picked(tuple(str(each) for each in several if each), whole=self.whole)

    def labels(self, posted: Sequence[str]) -> dict[str, str]:
        """What each choice is called, by what was posted for it."""
        nobody = {self.picked("").nobody: str(self.nobody)} if self.nobody is not None else {}
        choices = {each: _choice(one_line(each), self.whole) for each in posted}
        named = {each: c.label if c.label != c.value else self.named(c.value) for each, c in choices.items()}
        return named | {each: nobody[each] for each in posted if each in nobody}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Unticked boxes post nothing; the search box always does."""
        return not any(each in data for each in self.names(name))

    def find(self, search: str) -> Sequence[Choice] | None:
        """What matches *search*; None when Jira could not be asked. Asked once a form."""
        if search not in self._found:
            try:
                self._found[search] = tuple(self.ask(search)) if search or self.asked else ()
            except IntegrationError as error:
                self.failure = self._why(error)
                self._found[search] = None
        return self._found[search]

    @property
    def refused(self) -> bool:
        """Whether Jira does not let this user search."""
        return self.failure is self.words.refused

    def _why(self, error: IntegrationError) -> Text:
        if isinstance(error, SlowDown):
            return TOO_OFTEN
        return self.words.refused if isinstance(error, Denied | ScopeMissing) else self.words.failed

    def taken(self, value: Picked) -> dict[str, Choice]:
        """What was chosen and what the typed words stand for, by value."""
        chosen = value.choices
        if not value.search or value.searched == value.search:
            return chosen
        if not self.allow_multiple_selected and chosen and value.searched is None:
            return chosen  # a script shows in the box what is chosen
        typed = {each: Choice(each, each) for each in self.take(value.search)}
        return chosen | typed if self.allow_multiple_selected else typed or chosen

    def waits(self, value: Picked) -> bool:
        """Whether a search waits for a choice, and its words are no value themselves."""
        return value.is_open and self.taken(value) == value.choices

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template draws: what was chosen before, then what was found."""
        context = super().get_context(name, None, attrs)
        search, choices, found = self._drawn(self.picked(value))
        if choices and self.nobody is not None:
            none = self.picked(value)
            nobody = {"value": none.nobody, "name": self.nobody, "checked": none.nobody in none.chosen}
            choices.append({**nobody, "hint": "", "nobody": True})
        base = context["widget"]["attrs"].get("id") or f"id_{name}"
        context["widget"].update(
            type="checkbox" if self.allow_multiple_selected else "radio",
            several=self.allow_multiple_selected,
            nobody=self.nobody is not None,
            free=self.free,
            search=search,
            searched=bool(search) or self.asked,
            invalid=context["widget"]["attrs"].get("aria-invalid") == "true",
            found=found or (),
            failed=found is None,
            more=len(found or ()) > SHOWN,
            choices=[{**choice, "id": f"{base}_{number}"} for number, choice in enumerate(choices)],
            words={
                "search_label": self.words.label,
                "none_found": self.words.nothing % {"name": search},
                "failed": self.failure,
                "more": self.words.more,
            },
        )
        return context

    def _drawn(self, value: Picked) -> tuple[str, list[dict[str, Any]], Sequence[Choice] | None]:
        """What stands in the search box, the choices, and what was found.

        Typed words that are values become choices, unless Find was pressed for them: then they are one more offer.
        """
        taken = self.taken(value)
        typed = {each: choice for each, choice in taken.items() if each not in value.choices}
        if typed and not self.asked:
            value, typed = Picked(tuple(choice.posted for choice in taken.values()), whole=self.whole), {}
        chosen, found = value.choices, self.find(value.search)
        bare = [choice.value for choice in chosen.values() if choice.label == choice.value]
        chosen |= {each: Choice(each, self.named(each)) for each in bare}
        offers = {choice.value: choice for choice in (found or ())[:SHOWN]}
        checked = set(chosen)
        if typed and (not offers or typed.keys() <= offers.keys()):
            checked = {*checked, *typed} if self.allow_multiple_selected else set(typed)
        elif len(offers) == 1 and value.search and not (chosen or typed or value.nobody in value.chosen):
            checked = set(offers)
        drawn = [
            {
                "value": c.posted,
                "name": c.label,
                "hint": c.hint,
                "checked": c.value in checked,
                "nobody": False,
            }
            for c in (chosen | typed | offers).values()
        ]
        return value.search, drawn, found


class PickerField(forms.Field):
    """Its clean value is a list of values, each once. `known` says whether Jira can have a value at all."""

    widget: PickerInput

    def __init__(self, *, widget: PickerInput, known: Callable[[str], bool], **arguments: Any) -> None:
        super().__init__(widget=forms.HiddenInput, **arguments)
        # A field copies what it is given, since that may be others', too. This one is its own.
        self.widget, widget.is_required = widget, self.required
        self.known = known

    def to_python(self, value: Any) -> list[str]:
        """Raise ValidationError while a search is open."""
        given, words = self.widget.picked(value), self.widget.words
        if self.widget.waits(given):
            if self.widget.find(given.search) == ():
                said = f"{words.nothing % {'name': shortened(given.search)}} {_('Search again, or empty the search')}"
                raise ValidationError(said, code="nobody")
            raise ValidationError(str(words.choose), code="open")
        taken = self.widget.taken(given)
        if not all(map(self.known, taken)):
            raise ValidationError(str(words.unknown), code="invalid")
        return list(taken)
