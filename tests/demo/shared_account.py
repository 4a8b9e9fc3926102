"""`make demo KIND=service_account|api_token|scoped_api_token`: from entering the credential to the issue read back.

An administrator enters it, opens it to a group, and a person of that group files by a prepared form without any link of
their own. With ATLASSIAN_AUTH_URL set, DEMO_SITE, DEMO_LOGIN and DEMO_SECRET name the credential, DEMO_PROJECT the
project and DEMO_TYPE the id of the issue type.
"""

import os
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Protocol

from tests.demo.acts_on_issue import button_named
from tests.demo.environment import Stage
from tests.support.http_visitor import Visitor
from tests.support.main_job import key_of, sign_in

KINDS = ("service_account", "api_token", "scoped_api_token")
SLUG, GROUP = "demo-shared", "Demo"


class Step(Protocol):
    """Prints a step and how long it took; yields the list of its facts."""

    def __call__(self, name: str) -> AbstractContextManager[list[str]]: ...


def play(stage: Stage, kind: str, summary: str, step: Step) -> None:
    """All of it. Raises AssertionError where something is not as it should be."""
    from django.contrib.auth.models import Group

    from accounts.models import User

    group, _made = Group.objects.get_or_create(name=GROUP)
    User.objects.get(username="alice").groups.add(group)
    office, visitor = Visitor(), Visitor()
    with step("sign in, an administrator and a person without a link"):
        sign_in(office, stage.url, "admin", stage.passwords["admin"])
        sign_in(visitor, stage.url, "alice", stage.passwords["alice"])
    with step(f"enter the credential ({kind})") as facts:
        facts.append(_enter(office, stage, kind, str(group.pk)))
    with step("check it now") as facts:
        page = office.send(office.page.form_to("/check/"))
        assert "The link works" in page.text, page.text
        facts.append("the link works")
    with step("file by a prepared form") as facts:
        _prepare(stage)
        page = visitor.get(f"{stage.url}/f/{SLUG}/")
        form = page.form_with("summary", "submission")
        visitor.send(form, summary=summary, description="Seen by somebody without an account.")
        key = key_of(visitor)
        facts.append(key)
    with step("answer by name"):
        page = visitor.get(visitor.page.link_to("^Answer$"))
        editor = page.form_with("text", "comment")
        page = visitor.send(editor, button_named(editor, ""), text="It is **one** issue.")
        assert "Your comment is on" in page.text, page.text
    _read_back(key, summary, step)


def _enter(office: Visitor, stage: Stage, kind: str, group: str) -> str:
    """Through the pages of the administration; what they said."""
    from django.utils import timezone

    site, login, secret = _credential(stage, kind)
    way = "service-account" if kind == "service_account" else "api-token"
    page = office.get(f"{stage.url}/admin/integrations/connection/shared/{way}/")
    values: dict[str, str | list[str]] = {"secret": secret, "groups": [group]}
    if kind == "service_account":
        values["client_id"] = login
    else:
        soon = timezone.now() + timedelta(days=90)
        values |= {"site": site, "email": login, "expires_on": f"{soon:%Y-%m-%d}"}
    page = office.send(page.form_with("secret"), None, **values)
    assert "It works: Lodge can act as" in page.text, page.text
    assert secret not in page.html
    return page.text.partition("It works: ")[2].partition(".")[0]


def _credential(stage: Stage, kind: str) -> tuple[str, str, str]:
    """The address of the site, the name beside the secret, and the secret."""
    if stage.sandbox is None:
        return os.environ.get("DEMO_SITE", ""), os.environ["DEMO_LOGIN"], os.environ["DEMO_SECRET"]
    from tests.support.shared_links import make_key

    key = make_key(stage.sandbox, kind)
    return stage.sandbox.site("demo-team")["url"], key.login, key.secret


def _prepare(stage: Stage) -> None:
    """As an administrator would: a form that files as the shared account."""
    from integrations import jira
    from integrations.models import Connection, Site
    from issues.models import Author, BugForm

    made = Connection.objects.get()
    wanted = os.environ.get("DEMO_SITE", "") or (
        stage.sandbox.site("demo-team")["url"] if stage.sandbox else ""
    )
    site = Site.objects.get(connection=made, **({"url": wanted} if wanted else {}))
    project = os.environ.get("DEMO_PROJECT", "DEMO")
    found = jira.project(made.account_id, site.cloud_id, project)
    types = jira.issue_types(made.account_id, site.cloud_id, found.id)
    type_id = os.environ.get("DEMO_TYPE") or next(each.id for each in types if each.name == "Bug")
    form, _made = BugForm.objects.update_or_create(
        slug=SLUG,
        defaults={
            "name": "Demo, shared",
            "cloud_id": site.cloud_id,
            "project_key": project,
            "issue_type_id": type_id,
            "author": Author.SHARED,
            "shared_account_id": made.account_id,
        },
    )
    form.fields.all().delete()
    form.fields.create(field_id="summary", position=1)
    form.fields.create(field_id="description", position=2)


def _read_back(key: str, summary: str, step: Step) -> None:
    """Through Lodge's own door: one issue, filed as the shared account, which names the person."""
    from integrations import jira
    from issues.models import Comment, State, Submission
    from issues.richtext import text_of

    row = Submission.objects.get(issue_key=key)
    with step("read back") as facts:
        wanted = ("summary", "creator", "description")
        issue = jira.get_issue(row.account_id, row.cloud_id, key, fields=wanted)
        creator = issue.fields["creator"]["accountId"]
        named = text_of(issue.fields["description"]).strip().splitlines()[-1]
        facts += [f"key {issue.key}", f"creator {creator}", named]
    assert (issue.fields["summary"], creator) == (summary, row.account_id)
    assert named.startswith("Reported by alice"), named
    assert Comment.objects.get().state == State.FILED
