"""A linked account to measure with: consent over HTTP, then Lodge's own `connections.link`."""

from dataclasses import dataclass
from typing import Any

from tests.campaigns.attack.signed_in_users import linked
from tests.support.http_visitor import Visitor
from tests.support.sandbox import Sandbox

PASSWORD = "a pass phrase of the benchmark"


@dataclass(frozen=True)
class Seat:
    """Alice's place in the project DEMO: whose account, which site, what she files."""

    connection_id: int
    account_id: str
    cloud_id: str
    fields: dict[str, Any]


def link_alice(sandbox: Sandbox) -> Seat:
    """Alice, a user of Lodge, linked to Alice at Atlassian."""
    from accounts.models import User
    from integrations import jira

    user = User.objects.create_user("alice", "alice@lodge.test", PASSWORD)
    connection = connected(user, sandbox, "alice")
    site = sandbox.site("demo-team")
    project = next(each["id"] for each in site["projects"] if each["key"] == "DEMO")
    at = connection.account_id, site["cloud_id"]
    bug = next(each.id for each in jira.issue_types(*at, project) if each.name == "Bug")
    text = {"type": "text", "text": "The total is wrong after the second voucher. " * 10}
    fields = {
        "project": {"id": project},
        "issuetype": {"id": bug},
        "summary": "Checkout total is wrong",
        "description": {
            "type": "doc",
            "version": 1,
            "content": [{"type": "paragraph", "content": [text]}],
        },
    }
    return Seat(connection.pk, *at, fields)


def connected(user: Any, sandbox: Sandbox, account: str) -> Any:
    """The Connection of *user*, linked as *account*."""
    from integrations import connections, oauth

    answer = oauth.TokenAnswer.from_json(sandbox.grant(account, sites=["demo-team"]))
    me, resources = oauth.me(answer.access), oauth.accessible_resources(answer.access)
    return connections.link(user, answer, me, resources)


def link_people(sandbox: Sandbox, count: int) -> list[Visitor]:
    """Others with links, signed in."""
    crowd = sandbox.control("POST", "/crowd", {"people": count, "site": "demo-team"})["people"]
    visitors = []
    for person in linked(count, crowd, sandbox.site("demo-team")):
        visitor = Visitor()
        visitor.session.cookies.set("sessionid", person.headers["Cookie"].partition("=")[2])
        visitors.append(visitor)
    return visitors
