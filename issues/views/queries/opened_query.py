"""A saved query that a reader opened: whether it may run, and as what."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import User
from integrations import jira
from issues.models import SavedQuery
from issues.queries.access import queries_for
from issues.queries.jql.bind_parameters import UnboundError
from issues.queries.jql.errors import JqlError
from issues.queries.jql.messages import Problem, sentence
from issues.queries.jql_statement import statement
from issues.queries.parameters import of_saved
from issues.queries.run_query import Run, prepare
from issues.views.place_from_address import account_in_use, site_of
from issues.views.queries.parameter_form import ParameterForm


@dataclass(frozen=True)
class Opened:
    """The query and the reader's answers. *problem*: why it cannot run, in words for the reader; "" where it can.

    *jql* is empty where it cannot run, or where answers are missing.
    """

    saved: SavedQuery
    form: ParameterForm
    jql: str
    problem: str = ""

    @property
    def answers(self) -> dict[str, str]:
        """What the reader filled in, as parts of an address. Only where it can run."""
        return self.form.sent


def opened(user: User, query_id: UUID, sent: Mapping[str, str]) -> Opened:
    """The query for *user*, with the answers that were *sent*. Raises Http404."""
    saved = get_object_or_404(queries_for(user), pk=query_id)
    form = ParameterForm(of_saved(saved), sent)
    if form.declared and not form.is_valid():
        return Opened(saved, form, "")
    try:
        return Opened(saved, form, statement(saved, form.typed if form.declared else {}))
    except JqlError as error:
        return Opened(saved, form, "", sentence(Problem.of(error), saved.jql))
    except UnboundError as error:
        said = _("{%(name)s} cannot stand where it stands in the query.") % {"name": error.name}
        return Opened(saved, form, "", said)


def run_of(user: User, found: Opened) -> Run:
    """What runs, as *user*. Raises UnknownPlaceError and errors of integrations.jira."""
    account = account_in_use(user)
    return prepare(found.saved, account, site_of(account, found.saved.cloud_id), found.jql)


def words_of(error: jira.Rejected) -> list[str]:
    """What Jira said when it refused a query."""
    return [*error.messages, *error.field_errors.values()] or [_("Jira does not say why.")]
