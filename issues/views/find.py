"""Forms found by a few words, project and type together: what somebody used first, then what Jira lets them create."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from integrations import jira
from issues import bugforms, matching
from issues.matching import BEST, Rating
from issues.views.form.address import Address
from issues.views.used import UsedForm, used_forms

MOST = 20
# Of a project whose types nobody spoke of, so many are offered beside those of others.
_TYPES_EACH = 4
_UNUSED = 99


@dataclass(frozen=True)
class Form:
    """A form to be opened: its address, and what it is called. `used`: how long ago as a rank, 0 being last time."""

    url: str
    project: str
    key: str
    type_name: str
    site_name: str
    prepared: str = ""
    used: int = _UNUSED
    rating: Rating = BEST

    @property
    def is_used(self) -> bool:
        """Whether it is among those used lately."""
        return self.used < _UNUSED

    def beside(self, sites: int) -> str:
        """What tells it from others of its name, in a line: key, type, its site where there are several *sites*."""
        key = self.key if self.key != self.project or self.prepared else ""
        kind, site = self.type_name if self.prepared else "", self.site_name if sites > 1 else ""
        return ", ".join(filter(None, (key, kind, site, _("used lately") if self.is_used else "")))

    @property
    def place(self) -> tuple[int, int]:
        """By which it is sorted: what fits best; of what fits alike, what was used last."""
        return self.rating.distance - self.is_used - bool(self.prepared), self.used


@dataclass(frozen=True)
class Found:
    """Forms, best first; the sites that did not answer, each with why; how many may be meant."""

    forms: tuple[Form, ...]
    silent: tuple[tuple[str, jira.IntegrationError], ...]
    sites: int

    @cached_property
    def shown(self) -> list[tuple[Form, str]]:
        """Those that stand in a list, each with what tells it from others of its name."""
        return [(each, each.beside(self.sites)) for each in few_of_each(self.forms)]


@dataclass
class Search:
    """One search: who looks, on which *sites*, for what; without words for what was used or prepared alone."""

    user: User
    account: jira.Account
    sites: Sequence[jira.Site]
    query: str
    silent: list[tuple[str, jira.IntegrationError]] = field(default_factory=list)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the query."""
        return matching.words_of(self.query)

    def found(self) -> Found:
        """All that fits. Asks Jira twice for each site at most, and not for what it told lately."""
        used = used_forms(self.user, self.account)
        forms = {each.url: each for each in self._offered()} if self.words else {}
        for rank, each in enumerate(used):
            known = forms.get(each.url) or self._fitting(_of_used(each))
            if known is not None:
                forms[each.url] = replace(known, used=rank)
        for form in self._prepared():
            forms.setdefault(form.url, form)
        familiar = {each.type_name for each in used}
        best = sorted(forms.values(), key=lambda each: (each.place, each.type_name not in familiar))
        names = {each.site_name for each in best} | {site.name for site in self.sites}
        return Found(tuple(best), tuple(self.silent), len(names))

    def _fitting(self, form: Form) -> Form | None:
        name = f"{form.project} {form.prepared}"
        rating = matching.rate(self.words, form.key, name, form.type_name)
        return replace(form, rating=rating) if rating is not None else None

    def _prepared(self) -> Iterable[Form]:
        for each in bugforms.forms_for(self.user):
            url = Address.of_form(each).url
            form = Form(
                url, each.project_key, each.project_key, each.issue_type_name, each.site_name, each.name
            )
            fitting = self._fitting(form)
            if fitting is not None:
                yield fitting

    def _offered(self) -> Iterable[Form]:
        for site in self.sites:
            try:
                projects = projects_for(self.account, site, self.words)
            except jira.IntegrationError as error:
                self.silent.append((site.name, error))
                continue
            for project in projects:
                yield from fitting(site, project, self.words)


def forms_of(site: jira.Site, project: jira.Project) -> list[Form]:
    """The forms of a project that was found: sub-tasks need a parent and have none."""
    return [
        Form(_url(site, project, kind), project.name, project.key, kind.name, site.name)
        for kind in project.types
        if not kind.subtask
    ]


def _url(site: jira.Site, project: jira.Project, kind: jira.IssueType) -> str:
    return reverse("report-form", args=[site.cloud_id, project.key, kind.id])


def fitting(site: jira.Site, project: jira.Project, words: tuple[str, ...]) -> list[Form]:
    """The forms of *project* that fit *words*: of the types that they speak of, or else of all of them."""
    rated = [
        (each, matching.rate(words, each.key, each.project, each.type_name))
        for each in forms_of(site, project)
    ]
    found = [replace(each, rating=rating) for each, rating in rated if rating is not None]
    nearest = min((each.rating.distance for each in found if each.rating.of_type), default=None)
    spoken_of = [each for each in found if each.rating.of_type and each.rating.distance == nearest]
    return spoken_of or found


def projects_for(account: jira.Account, site: jira.Site, words: tuple[str, ...]) -> list[jira.Project]:
    """Projects that may be meant: all of a site that has few; of others those that Jira finds, and the first ones.

    Raises the door's errors.
    """
    first = jira.projects_found(account.account_id, site.cloud_id)
    query = word_for_jira(words, first)
    if not query:
        return list(first.projects)
    found = jira.projects_found(account.account_id, site.cloud_id, query)
    return list(dict.fromkeys((*found.projects, *first.projects)))


def word_for_jira(words: tuple[str, ...], known: jira.ProjectPage) -> str:
    """The one word that Jira is asked for: the longest that is no type's; one letter says too little.

    Empty where *known* are all projects there are.
    """
    if known.is_last:
        return ""
    types = {each.name for project in known.projects for each in project.types}
    of_projects = [w for w in words if not any(matching.begins(w, each) for each in types)]
    query = max(of_projects or words[:1], key=len, default="")
    return query if len(query) > 1 or not query.isascii() else ""


def _of_used(used: UsedForm) -> Form:
    return Form(used.url, used.key, used.key, used.type_name, used.site_name, used.prepared)


def few_of_each(forms: Iterable[Form]) -> list[Form]:
    """As many as a list under a box holds, no project filling it alone; of types that were spoken of, all."""
    shown: list[Form] = []
    counted: dict[tuple[str, str], int] = {}
    for each in forms:
        of_project = (each.site_name, each.key)
        counted[of_project] = counted.get(of_project, 0) + 1
        meant = each.is_used or each.prepared or each.rating.of_type
        if meant or counted[of_project] <= _TYPES_EACH:
            shown.append(each)
    return shown[:MOST]
