"""`make demo KIND=data_center` and `KIND=data_center_oauth`: from entering the credential to the issue read back.

An administrator enters it on Lodge's own pages, at a Data Center 10.3 and at an 11 of the sandbox, one after the other.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tests.demo.environment import Stage
from tests.support.http_visitor import Visitor
from tests.support.main_job import file_a_bug, sign_in

KINDS = ("data_center", "data_center_oauth")
SUMMARY = "The demo filed this at a Data Center"
Step = Callable[[str], AbstractContextManager[list[str]]]


def play(kind: str, har: Path | None, step: Step) -> int:
    """Play both releases. Returns the exit status."""
    with Stage(har) as stage:
        import django

        django.setup()
        admin = Visitor()
        with step("sign in as an administrator"):
            sign_in(admin, stage.url, "admin", stage.passwords["admin"])
        for slug, person in (("10", "alice"), ("11", "bob")):
            _play_at(kind, slug, person, stage, admin, step)
    print("The demo went well.")
    return 0


def _play_at(  # what, then where
    kind: str, slug: str, person: str, stage: Stage, admin: Visitor, step: Step
) -> None:
    from tests.support.data_center import DataCenter

    assert stage.sandbox is not None, "this kind needs the sandbox"
    own = DataCenter(stage.sandbox, slug)
    print(f"Lodge at {stage.url}, Data Center {own.facts['release']} at {own.url}", flush=True)
    if kind == "data_center":
        _by_token(own, stage, admin, step)
    else:
        _by_own_account(own, person, stage, admin, step)


def _by_token(own: Any, stage: Stage, admin: Visitor, step: Step) -> None:
    with step("enter a personal access token") as facts:
        page = admin.get(f"{stage.url}/admin/integrations/connection/shared/data-center/")
        page = admin.send(page.form_with("secret"), site=own.url, secret=own.token("bob"))
        facts.append("it works" if "It works" in page.text else page.text[:300])
        assert "It works" in page.text
    with step("file through the interface, as the shared user") as facts:
        key = _file_as_shared(own.url, facts)
    read_back(key, own.url, step)


def _file_as_shared(address: str, facts: list[str]) -> str:
    from integrations import jira
    from integrations.models import Connection

    link = Connection.objects.get(kind="data_center", sites__url=address)
    site = link.sites.get()
    at = link.account_id, site.cloud_id
    types = jira.issue_types(*at, jira.project(*at, "DEMO").id)
    bug = next(each for each in types if each.name == "Bug")
    text = {"type": "text", "text": "One issue.", "marks": [{"type": "strong"}]}
    body = {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [text]}]}
    fields = {
        "project": {"key": "DEMO"},
        "issuetype": {"id": bug.id},
        "summary": SUMMARY,
        "description": body,
    }
    made = jira.create_issue(*at, fields=fields, marker="demo", marker_in="properties")
    facts += [made.key, f"as {link}"]
    return made.key


def _by_own_account(own: Any, person: str, stage: Stage, admin: Visitor, step: Step) -> None:
    callback = f"{stage.url}/link/complete/data-center/"
    with step("enter an application link") as facts:
        client_id, secret = own.link(callback)
        page = admin.get(f"{stage.url}/admin/integrations/connection/shared/data-center-link/")
        given = {"site": own.url, "client_id": client_id, "secret": secret}
        page = admin.send(page.form_with("client_id"), **given)
        assert page.status == 200, page.text[:300]
        facts.append(callback)
    visitor = Visitor()
    with step("sign in"):
        sign_in(visitor, stage.url, person, stage.passwords[person])
    with step("link one's own account, with PKCE"):
        page = visitor.get(f"{stage.url}/link/")
        forms = [each for each in page.forms if each.action.endswith("/link/begin/data-center/")]
        visitor.send(forms[-1])  # the instance that was entered last
        visitor.consent(stage.url)
    with step("file") as facts:
        key = file_a_bug(visitor, stage.url, SUMMARY, "**One** issue, under my own name.", "DEMO")
        facts.append(key)
    read_back(key, own.url, step)
    _refresh(own.url, step)


def read_back(key: str, address: str, step: Step) -> None:
    """The issue is there, once, and its reporter is the linked account."""
    from integrations import jira
    from integrations.models import Connection

    link = Connection.objects.exclude(kind="data_center_app").get(sites__url=address)
    with step("read back") as facts:
        cloud_id = link.sites.get().cloud_id
        issue = jira.get_issue(
            link.account_id, cloud_id, key, fields=("summary", "reporter", "description")
        )
        reporter = issue.fields["reporter"]["accountId"]
        facts += [f"key {issue.key}", f"reporter {reporter}", f"linked account {link.account_id}"]
    assert issue.fields["summary"] == SUMMARY
    assert reporter == link.account_id, "filed under somebody else's name"


def _refresh(address: str, step: Step) -> None:
    from integrations import connections
    from integrations.models import Connection, Token

    link = Connection.objects.get(kind="data_center_oauth", sites__url=address)
    before = Token.objects.get(connection=link).access_token
    with step("refresh, without a reuse interval") as facts:
        connections.refresh(link.pk, asked_by="admin")
        rotated = Token.objects.get(connection=link).access_token != before
        facts.append("the pair rotated" if rotated else "THE PAIR DID NOT ROTATE")
    assert rotated
