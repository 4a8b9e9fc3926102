"""Finds forms by a few words about project and type: recent forms first, then those that Jira lets the user create."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from django.urls import get_script_prefix, reverse

from accounts.models import User
from integrations import jira
from issues import bugforms
from issues.forms import form_name_search
from issues.views.form_address import Address
from issues.views.recent_forms import UsedForm, used_forms
from issues.views.search_results import Form, Found


@dataclass
class Search:
    """One search: the user, the *sites* and the query. Without words, only used and prepared forms."""

    user: User
    account: jira.Account
    sites: Sequence[jira.Site]
    query: str
    silent: list[tuple[str, jira.IntegrationError]] = field(default_factory=list)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the query."""
        return form_name_search.words_of(self.query)

    def found(self) -> Found:
        """All matches. Asks Jira at most twice for each site, and not for cached answers."""
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
        rating = form_name_search.rate(self.words, form.key, name, form.type_name)
        return replace(form, rating=rating) if rating is not None else None

    def _prepared(self) -> Iterable[Form]:
        for each in bugforms.forms_in_use(self.user):
            url = Address.of_form(each).url
            form = Form(
                url,
                each.project_key,
                each.project_key,
                each.issue_type_name,
                each.site_name,
                each.name,
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
    """The forms of a project. Sub-tasks are left out, because they need a parent."""
    return [
        Form(_url(site, project, kind), project.name, project.key, kind.name, site.name)
        for kind in project.types
        if not kind.subtask
    ]


def _url(site: jira.Site, project: jira.Project, kind: jira.IssueType) -> str:
    return _form_page(site.cloud_id, project.key, kind.id, get_script_prefix())


@lru_cache(maxsize=4096)
def _form_page(cloud_id: str, key: str, kind: str, _prefix: str) -> str:
    """A list of projects has a hundred of these addresses."""
    return reverse("report-form", args=[cloud_id, key, kind])


def fitting(site: jira.Site, project: jira.Project, words: tuple[str, ...]) -> list[Form]:
    """The forms of *project* that match *words*: of the types that a word matches, otherwise of all types."""
    rated = [
        (each, form_name_search.rate(words, each.key, each.project, each.type_name))
        for each in forms_of(site, project)
    ]
    found = [replace(each, rating=rating) for each, rating in rated if rating is not None]
    nearest = min((each.rating.distance for each in found if each.rating.of_type), default=None)
    spoken_of = [each for each in found if each.rating.of_type and each.rating.distance == nearest]
    return spoken_of or found


def projects_for(
    account: jira.Account, site: jira.Site, words: tuple[str, ...]
) -> list[jira.Project]:
    """Candidate projects: all of a small site; of a large one the first ones, and those that Jira finds.

    Raises errors of integrations.jira.
    """
    first = jira.projects_found(account.account_id, site.cloud_id)
    query = word_for_jira(words, first)
    if not query:
        return list(first.projects)
    found = jira.projects_found(account.account_id, site.cloud_id, query)
    return list(dict.fromkeys((*found.projects, *first.projects)))


def word_for_jira(words: tuple[str, ...], known: jira.ProjectPage) -> str:
    """The word to search for in Jira: the longest that is not a type's. One letter is not enough.

    Empty where *known* has all projects.
    """
    if known.is_last:
        return ""
    types = {each.name for project in known.projects for each in project.types}
    of_projects = [w for w in words if not any(form_name_search.begins(w, each) for each in types)]
    query = max(of_projects or words[:1], key=len, default="")
    return query if len(query) > 1 or not query.isascii() else ""


def _of_used(used: UsedForm) -> Form:
    return Form(used.url, used.key, used.key, used.type_name, used.site_name, used.prepared)
