"""The posted data of one picker: what was chosen, and what stood in the search box."""

from dataclasses import dataclass

from issues.fieldkinds.base import Choice, one_line

NOBODY = "none"


@dataclass(frozen=True)
class Picked:
    """The posted data of one picker: raw choices, the search box, the search whose results were shown.

    `whole`: a choice is only a value, without a bar and a label.
    """

    chosen: tuple[str, ...] = ()
    search: str = ""
    searched: str | None = None
    whole: bool = False

    @property
    def choices(self) -> dict[str, Choice]:
        """The choices, by value, without duplicates."""
        found = (choice(one_line(each), self.whole) for each in self.chosen)
        return {choice.value: choice for choice in found if choice.value not in {"", self.nobody}}

    @property
    def nobody(self) -> str:
        """The posted value for "nobody". Where any text can be a value, this is a bar, which no value is."""
        return "|" if self.whole else NOBODY

    @property
    def is_open(self) -> bool:
        """Whether a search waits for a choice."""
        if not self.search or (self.nobody in self.chosen and self.searched == self.search):
            return False
        return not self.choices or (self.searched is not None and self.searched != self.search)


def choice(posted: str, whole: bool) -> Choice:
    value, _bar, label = (posted, "", "") if whole else posted.partition("|")
    return Choice(value, label or value)
