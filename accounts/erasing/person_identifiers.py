"""The user to erase, with every name and id by which Lodge knows them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Person:
    """A user: *account_ids* at Atlassian, and *names* (user name, address, full name, names at Atlassian)."""

    pk: int
    account_ids: frozenset[str]
    names: frozenset[str]

    @classmethod
    def known_as(cls, pk: int, account_ids: Iterable[str], names: Iterable[str]) -> Self:
        """A Person without empty names."""
        return cls(
            pk, frozenset(filter(None, account_ids)), frozenset(filter(None, map(str.strip, names)))
        )

    @property
    def identifiers(self) -> list[str]:
        """All ids and names."""
        return sorted(self.account_ids | self.names)

    def is_named_in(self, text: str) -> bool:
        """Whether *text* contains one of them as a word, in any case: "al" is not in "final"."""
        return bool(self._pattern().search(text))

    def _pattern(self) -> re.Pattern[str]:
        if not self.identifiers:
            return re.compile(r"(?!)")
        words = "|".join(re.escape(each) for each in self.identifiers)
        return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
