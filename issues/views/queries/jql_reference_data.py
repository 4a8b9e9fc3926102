"""What Jira offers the writer of a query: fields, functions, reserved words. Without an answer the form still works."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from integrations import jira
from issues.queries.jql.reserved_words import RESERVED
from issues.queries.jql.writer import field_called
from issues.queries.tables.cells import KEY
from issues.views.place_from_address import UnknownPlaceError, site_of
from issues.views.unavailable_wording import trouble_of


@dataclass(frozen=True)
class Known:
    """What Jira said. *trouble*: why it said nothing, in words; "" where it did."""

    site: jira.Site
    fields: tuple[jira.Field, ...] = ()
    query_fields: tuple[jira.QueryField, ...] = ()
    functions: frozenset[str] = frozenset()
    reserved: frozenset[str] = field(default=RESERVED)
    trouble: str = ""

    @property
    def orders(self) -> list[tuple[str, str]]:
        """The fields that a table can be sorted by: how JQL writes each, and its name."""
        usable = (each for each in self.fields if each.orderable and each.clauses)
        pairs = {_clause(each): each.name for each in usable}
        return sorted(pairs.items(), key=lambda pair: pair[1].casefold())


def _clause(each: jira.Field) -> str:
    """System fields are called by their own name. A field may have several, and the last ones are aliases."""
    name = "key" if each.id == KEY else each.clauses[0]
    return field_called(name).written


def known_by_jira(account: jira.Account, cloud_id: str) -> Known:
    """Asks Jira as the writer, unless it is cached. Raises UnknownPlaceError and SiteLost."""
    site = site_of(account, cloud_id)
    if not account.is_active:
        return Known(site, trouble=_("Your link to Jira has ended. Link again to choose columns."))
    try:
        reference = jira.query_reference(account.account_id, cloud_id)
        fields = jira.all_fields(account.account_id, cloud_id)
    except (jira.IntegrationError, UnknownPlaceError) as error:
        return Known(site, trouble=trouble_of(error, "").headline)
    return Known(site, fields, reference.fields, reference.functions, reference.reserved)
