"""The forms that a search found."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from integrations import jira
from issues.forms.form_name_search import BEST, Rating

MOST = 20
# The forms offered per project when no word matches a type.
_TYPES_EACH = 4
UNUSED = 99


@dataclass(frozen=True)
class Form:
    """A form to open: its address and name. `used`: its rank by last use, 0 being the last one."""

    url: str
    project: str
    key: str
    type_name: str
    site_name: str
    prepared: str = ""
    used: int = UNUSED
    rating: Rating = BEST

    @property
    def is_used(self) -> bool:
        """Whether it was used lately."""
        return self.used < UNUSED

    def beside(self, sites: int) -> str:
        """The line that distinguishes it from forms of the same name: key, type, and its site if there are several."""
        key = self.key if self.key != self.project or self.prepared else ""
        kind, site = self.type_name if self.prepared else "", self.site_name if sites > 1 else ""
        return ", ".join(filter(None, (key, kind, site, _("used lately") if self.is_used else "")))

    @property
    def place(self) -> tuple[int, int]:
        """The sort key: the best match first, then the last used."""
        return self.rating.distance - self.is_used - bool(self.prepared), self.used


@dataclass(frozen=True)
class Found:
    """Forms, best first; the sites that did not answer, with the reasons; and the number of possible matches."""

    forms: tuple[Form, ...]
    silent: tuple[tuple[str, jira.IntegrationError], ...]
    sites: int

    @cached_property
    def shown(self) -> list[tuple[Form, str]]:
        """The listed forms, each with the line that distinguishes it."""
        return [(each, each.beside(self.sites)) for each in few_of_each(self.forms)]


def few_of_each(forms: Iterable[Form]) -> list[Form]:
    """As many forms as the list shows, few of each project. Used, prepared and matching types do not count."""
    shown: list[Form] = []
    counted: dict[tuple[str, str], int] = {}
    for each in forms:
        of_project = (each.site_name, each.key)
        counted[of_project] = counted.get(of_project, 0) + 1
        meant = each.is_used or each.prepared or each.rating.of_type
        if meant or counted[of_project] <= _TYPES_EACH:
            shown.append(each)
    return shown[:MOST]
