"""Search, then choose: one widget for people, groups, labels, issues and every long list.

For a field `f` the browser posts:

- `f`: what was chosen, as `Choice.posted` has it (the value, or the value, a bar and the label); `none` for nobody;
  repeated where several may be chosen;
- `f-search`: the text of the search box;
- `f-searched`: the search whose results were on the page. Left out by a script that needs no results.

A search is open if it differs from the one shown, or if nothing was chosen from its results. Then the field has an
error and the page shows the results. Where typed words are values themselves (labels, a key, a number), they are used
instead. The "Find" button posts `find=f`. Then `forms.build` makes an unbound form that keeps everything typed, and
the view only draws it again. Find with an empty box shows the first results.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from integrations.jira import Denied, IntegrationError, ScopeMissing, SlowDown
from issues.fieldkinds.base import Choice, one_line
from issues.fieldkinds.picker_words import TOO_OFTEN, WORDS, Text, Words
from issues.fieldkinds.posted_picker import Picked, choice

SHOWN = 20  # results


def nothing_typed(typed: str) -> Sequence[str]:
    """For a picker where words are only a search, never a value."""
    return ()


class PickerInput(forms.Widget):
    """The search box, the "Find" button and the choices.

    `find` runs a search and raises errors of integrations.jira. `take` returns the values among the typed words.
    `free`: every word is a value. `whole`: values are their own labels. `named` gives the label of a value that came
    without one. `forms.build` sets `asked` when this field's Find was pressed.
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
        """Every name that the field *name* posts."""
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
        """*value* as posted. Also from an initial value, which may be a posted value or a list of them."""
        if isinstance(value, Picked):
            return value
        several = value if isinstance(value, list | tuple) else [value]
        return Picked(tuple(str(each) for each in several if each), whole=self.whole)

    def labels(self, posted: Sequence[str]) -> dict[str, str]:
        """The label of each choice, by its posted value."""
        nobody = {self.picked("").nobody: str(self.nobody)} if self.nobody is not None else {}
        choices = {each: choice(one_line(each), self.whole) for each in posted}
        named = {
            each: c.label if c.label != c.value else self.named(c.value)
            for each, c in choices.items()
        }
        return named | {each: nobody[each] for each in posted if each in nobody}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Unticked boxes post nothing; the search box always does."""
        return not any(each in data for each in self.names(name))

    def find(self, search: str) -> Sequence[Choice] | None:
        """Matches for *search*. None when Jira could not be asked. Asked once per form."""
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
        """The chosen values, and those of the typed words, by value."""
        chosen = value.choices
        if not value.search or value.searched == value.search:
            return chosen
        if not self.allow_multiple_selected and chosen and value.searched is None:
            return chosen  # a script shows the choice in the box
        typed = {each: Choice(each, each) for each in self.take(value.search)}
        return chosen | typed if self.allow_multiple_selected else typed or chosen

    def waits(self, value: Picked) -> bool:
        """Whether a search waits for a choice, and its words are not values themselves."""
        return value.is_open and self.taken(value) == value.choices

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The template's context: earlier choices, then results."""
        context = super().get_context(name, None, attrs)
        search, choices, found = self._drawn(self.picked(value))
        if choices and self.nobody is not None:
            none = self.picked(value)
            nobody = {
                "value": none.nobody,
                "name": self.nobody,
                "checked": none.nobody in none.chosen,
            }
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
        """The text of the search box, the choices, and the results.

        Typed words that are values become choices, unless Find was pressed for them. Then they are one more result.
        """
        taken = self.taken(value)
        typed = {each: choice for each, choice in taken.items() if each not in value.choices}
        if typed and not self.asked:
            value, typed = (
                Picked(tuple(choice.posted for choice in taken.values()), whole=self.whole),
                {},
            )
        chosen, found = value.choices, self.find(value.search)
        bare = [choice.value for choice in chosen.values() if choice.label == choice.value]
        chosen |= {each: Choice(each, self.named(each)) for each in bare}
        offers = {choice.value: choice for choice in (found or ())[:SHOWN]}
        checked = set(chosen)
        if typed and (not offers or typed.keys() <= offers.keys()):
            checked = {*checked, *typed} if self.allow_multiple_selected else set(typed)
        elif (
            len(offers) == 1
            and value.search
            and not (chosen or typed or value.nobody in value.chosen)
        ):
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
