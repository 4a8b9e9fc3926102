"""A query that is being written: its colours, what is wrong with it, and why rows may be missing."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from integrations import jira
from issues.models import SavedQuery
from issues.queries.jql import guard
from issues.queries.jql.highlighting import Part, parts
from issues.queries.jql.hints import Hint, hints
from issues.queries.jql.messages import sentence
from issues.queries.jql.tree import Query
from issues.queries.jql_statement import to_check
from issues.views.queries.jql_reference_data import Known


@dataclass(frozen=True)
class Checked:
    """*own*: what Lodge finds wrong. *from_jira*: Jira's words. *trouble*: why Jira was not asked, "" where it was."""

    tree: Query | None
    parts: tuple[Part, ...]
    own: tuple[str, ...]
    from_jira: tuple[str, ...]
    hints: tuple[Hint, ...]
    trouble: str = ""

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong as far as is known."""
        return not (self.own or self.from_jira)


def checked(
    text: str,
    account: jira.Account,
    known: Known,
    parameters: Mapping[str, Mapping[str, str]] | None = None,
    *,
    typed: bool = False,
) -> Checked:
    """Check *text* as this account. Jira is asked only about what Lodge can read. *typed*: it is still being typed."""
    tree, problems = guard.check(text, functions=known.functions, reserved=known.reserved)
    own = tuple(sentence(each, text) for each in problems)
    said: tuple[str, ...] = ()
    trouble = known.trouble
    if tree is not None and not problems and not trouble:
        draft = SavedQuery(jql=text, parameters=dict(parameters or {}))
        try:
            said = _asked(account, known.site.cloud_id, to_check(draft), typed=typed)
        except jira.SlowDown:
            trouble = _("Jira was asked very often. It is asked again when you save.")
        except jira.IntegrationError:
            trouble = _("Jira does not answer, so it did not check the query.")
    found = hints(tree) if tree is not None else ()
    return Checked(tree, parts(text, problems), own, said, found, trouble)


def _asked(account: jira.Account, cloud_id: str, text: str, *, typed: bool) -> tuple[str, ...]:
    if not text:
        return ()
    said = jira.parse_query(account.account_id, cloud_id, text, typed=typed)
    return (*said.errors, *said.warnings)
