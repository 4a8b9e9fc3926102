"""What Jira takes of a webhook that is to be registered."""

from urllib.parse import urlsplit

from sandbox.jira.jql.parser import parse
from sandbox.jira.jql.search import predicate_of
from sandbox.jira.jql.tree import Clause, Node
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON
from sandbox.jira.request_context import Place
from sandbox.jira.webhooks.model import EVENTS, LIFETIME, Webhook
from sandbox.people import Client

MOST_OF_ACCOUNT = 5
_FIELDS = {"issuekey", "project", "issuetype", "status", "priority", "assignee", "reporter"}
_OPERATORS = {"=", "!=", "in", "not in"}
_DETAILS = {"events", "jqlFilter", "fieldIdsFilter", "issuePropertyKeysFilter"}


def app_of(place: Place) -> Client:
    """The OAuth 2.0 app of this world."""
    return next(one for one in place.jira.world.table(Client) if one.kind == "3lo")


def webhooks_of(place: Place) -> list[Webhook]:
    """Those of the caller at this site, expired ones too, by number."""
    table = place.jira.world.table(Webhook)
    own = [
        one for one in table if (one.site_id, one.account_id) == (place.site.id, place.caller.id)
    ]
    return sorted(own, key=lambda one: one.number)


def checked_url(place: Place, url: JSON) -> str:
    """The address, if it belongs to the app and is the only one in use. Raises Refused."""
    bases = {urlsplit(one)[:2] for one in app_of(place).callbacks}
    if not isinstance(url, str) or urlsplit(url)[:2] not in bases:
        raise Refused("webhook_url")
    others = {one.url.partition("?")[0] for one in place.jira.world.table(Webhook)}
    if others - {url.partition("?")[0]}:
        raise Refused("webhook_one_url")
    return url


def register(place: Place, url: str, sent: JSON) -> Webhook:
    """Keep one webhook. Raises Refused."""
    if not isinstance(sent, dict) or sent.keys() - _DETAILS:
        raise Refused("bad_body")
    events, jql = sent.get("events"), sent.get("jqlFilter")
    if not isinstance(events, list) or not events or set(map(str, events)) - EVENTS:
        raise Refused("webhook_events")
    if not isinstance(jql, str):
        raise Refused("bad_body")
    _check_jql(place, jql)
    alive = [one for one in webhooks_of(place) if one.expires_at > place.now]
    if len(alive) >= MOST_OF_ACCOUNT:
        raise Refused("webhook_many", limit=MOST_OF_ACCOUNT)
    config = place.config
    number = config.next("webhook")
    place.jira.sites.put(config)
    fields = [str(one) for one in sent.get("fieldIdsFilter") or ()]
    expires = place.now + LIFETIME
    made = Webhook(number, place.site.id, place.caller.id, url, events, jql, expires, fields)
    return place.jira.world.table(Webhook).put(made)


def _check_jql(place: Place, jql: str) -> None:
    where = parse(jql).where
    if where is None:
        return  # every issue that the account sees
    for clause in _clauses(where):
        if clause.field.lower() not in _FIELDS:
            raise Refused("webhook_clause", value=clause.field)
        if clause.operator.lower() not in _OPERATORS:
            raise Refused("webhook_operator", value=clause.operator)
    predicate_of(place, where)


def _clauses(node: Node) -> list[Clause]:
    if isinstance(node, Clause):
        return [node]
    return [found for one in node.clauses for found in _clauses(one)]
