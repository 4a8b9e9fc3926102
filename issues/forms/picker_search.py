"""The searches of a form: asks Jira for one project as one account, and keeps answers for a minute."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.core.cache import cache

from integrations import jira
from issues.fieldkinds import Choice

REMEMBERED = 60


@dataclass(frozen=True)
class JiraLookup:
    """`issues.fieldkinds.Lookup` for a project. Every method raises errors of integrations.jira."""

    account_id: str
    cloud_id: str
    project_key: str

    def users(self, query: str) -> Sequence[Choice]:
        """People who can be assigned in the project."""
        return self._kept("users", query, self._assignable)

    def any_users(self, query: str) -> Sequence[Choice]:
        """People of the site. Users who may not browse them get people who can be assigned."""
        return self._kept("any-users", query, self._anybody)

    def groups(self, query: str) -> Sequence[Choice]:
        """Groups by a part of their name."""
        return self._kept("groups", query, self._groups)

    def values(self, field: str, query: str) -> Sequence[Choice]:
        """Values in use of the field that JQL calls *field*."""

        def ask(query: str) -> Iterable[Choice]:
            found = jira.suggest_values(self.account_id, self.cloud_id, field, query)
            return (Choice(each.value, each.label) for each in found)

        return self._kept(f"values:{field}", query, ask)

    def issues(self, query: str) -> Sequence[Choice]:
        """Issues by a part of key or summary."""
        return self._kept("issues", query, self._issues)

    def sprints(self, query: str) -> Sequence[Choice]:
        """Sprints of the project. Raises ScopeMissing where Jira shows Lodge none."""
        return self._kept("sprints", query, self._sprints)

    def projects(self, query: str) -> Sequence[Choice]:
        """Projects that the account may create issues in."""
        return self._kept("projects", query, self._projects)

    def relations(self) -> Sequence[Choice]:
        """The site's link types, once in each direction. Raises Denied where links are switched off.

        Asked only when a user wants to add a link. After a failure no page waits for it again for a while.
        """
        silent = self._key("relations", "")
        if cache.get(silent):
            raise jira.Unavailable("the link types could not be had a moment ago")
        try:
            types = jira.link_types(self.account_id, self.cloud_id)
        except jira.IntegrationError:
            cache.set(silent, True, REMEMBERED)
            raise
        found: dict[str, Choice] = {}
        for each in types:
            found.setdefault(each.outward, Choice(f"{each.id}:outward", each.outward))
            found.setdefault(each.inward, Choice(f"{each.id}:inward", each.inward))
        return tuple(found.values())

    def _kept(
        self, what: str, query: str, ask: Callable[[str], Iterable[Choice]]
    ) -> Sequence[Choice]:
        key = self._key(what, query)
        known: Sequence[Choice] | None = cache.get(key)
        if known is None:
            known = tuple(ask(query))
            cache.set(key, known, REMEMBERED)
        return known

    def _key(self, what: str, query: str) -> str:
        parts = "\n".join((what, self.account_id, self.cloud_id, self.project_key, query))
        return f"lookup:{hashlib.sha256(parts.encode('utf-8', 'surrogatepass')).hexdigest()}"

    def _assignable(self, query: str) -> Iterable[Choice]:
        found = jira.assignable_users(self.account_id, self.cloud_id, self.project_key, query)
        return (Choice(each.account_id, each.name) for each in found)

    def _anybody(self, query: str) -> Iterable[Choice]:
        try:
            found = jira.users(self.account_id, self.cloud_id, query)
        except jira.Denied:
            found = ()
        return [Choice(each.account_id, each.name) for each in found] or self.users(query)

    def _groups(self, query: str) -> Iterable[Choice]:
        return (
            Choice(each.name, each.name)
            for each in jira.groups(self.account_id, self.cloud_id, query)
        )

    def _issues(self, query: str) -> Iterable[Choice]:
        found = jira.suggest_issues(self.account_id, self.cloud_id, self.project_key, query)
        return (Choice(each.key, f"{each.key} {each.summary}".strip()) for each in found)

    def _sprints(self, query: str) -> Iterable[Choice]:
        found = jira.sprints(self.account_id, self.cloud_id, self.project_key, query)
        return (Choice(each.id, each.name, each.state) for each in found)

    def _projects(self, query: str) -> Iterable[Choice]:
        page = jira.search_projects(self.account_id, self.cloud_id, query)
        return (Choice(each.id, f"{each.name} ({each.key})") for each in page.projects)
