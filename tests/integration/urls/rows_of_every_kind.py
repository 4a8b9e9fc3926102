"""A Lodge with something at every address, and one person of each kind who might ask for it."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.models import Invitation, Mail, User
from background.models import Message
from integrations import connections, oauth
from integrations.models import AccountReport, Connection, Pause, RefreshAttempt
from integrations.vault import Secret
from issues.models import (
    AddedFile,
    Attachment,
    BugForm,
    Comment,
    Inspection,
    IssueAct,
    IssueLink,
    ProjectWatch,
    SavedQuery,
    State,
    Submission,
    Webhook,
)
from issues.queries.export_progress import Progress, plan
from tests.support.sandbox import Sandbox

# The owner of everything; a stranger to it; nobody; staff without a right; who may everything; who was deactivated.
ROLES = ("owner", "stranger", "out", "staff", "root", "gone")
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def routes() -> list[str]:
    """Every pattern of the URLconf, from the root on."""
    return sorted({route for route in _walk(get_resolver(), "") if not route.startswith("static/")})


def _walk(resolver: URLResolver, prefix: str) -> Any:
    for each in resolver.url_patterns:
        here = prefix + str(each.pattern)
        if isinstance(each, URLPattern):
            yield here
        else:
            yield from _walk(each, here)


def names_in(route: str) -> list[str]:
    """What the route asks for."""
    return [one or other for one, other in _PLACE.findall(route)]


def filled_in(route: str, values: dict[str, str]) -> str:
    """A path of *route*."""
    path = _PLACE.sub(lambda found: values[found[1] or found[2]], route)
    return "/" + path.replace("^", "").replace("$", "")


def close_files(answer: Any) -> None:
    """Those that *answer* sends; not all of it, which would end the database's connection."""
    for close in answer._resource_closers:
        if "File" in type(getattr(close, "__self__", None)).__name__:
            close()


@dataclass
class World:
    """The people, their clients, and where the rows are."""

    people: dict[str, User]
    clients: dict[str, Client]
    values: dict[str, str]
    rows: dict[str, Any]  # by "app/model" of the administration

    def let_in_again(self) -> None:
        """Who signed out, or was put out, comes back; who was deactivated stays so."""
        for role, user in self.people.items():
            if (
                role != "gone"
                and self.clients[role].get("/account/preferences/").status_code != 200
            ):
                user.save()
                self.clients[role].force_login(
                    user, backend="accounts.authentication.NameOrEmailBackend"
                )

    def path(self, route: str) -> str:
        """Where *route* shows something of the owner's."""
        values = dict(self.values)
        room = "/".join(route.split("/")[1:3])
        if route.startswith("admin/") and room in self.rows:
            values |= dict.fromkeys(("object_id", "pk", "id"), str(self.rows[room]))
        if "data-center" in route:
            values["backend"] = "data-center"
        if route.startswith("acts/files/"):
            values["file_id"] = values["added_id"]
        if route.startswith("drafts/"):
            values["submission_id"] = values["draft_id"]
        return filled_in(route, values)


def make(sandbox: Sandbox) -> World:
    """All of it."""
    people = {
        "owner": User.objects.create_user("owner", "owner@lodge.test"),
        "stranger": User.objects.create_user("stranger", "stranger@lodge.test"),
        "staff": User.objects.create_user("staff", "staff@lodge.test", is_staff=True),
        "root": User.objects.create_user(
            "root", "root@lodge.test", is_staff=True, is_superuser=True
        ),
        "gone": User.objects.create_user("gone", "gone@lodge.test"),
    }
    clients = {role: _client(people.get(role)) for role in ROLES}
    User.objects.filter(pk=people["gone"].pk).update(is_active=False)
    link = _link(people["owner"], sandbox)
    values, rows = _reports(people["owner"], link, sandbox)
    values["way"] = "api-token"
    return World(people, clients, values, rows | _office(people))


def _client(user: User | None) -> Client:
    client = Client(headers={"host": "lodge.test"}, raise_request_exception=False)
    if user is not None:
        client.force_login(user, backend="accounts.authentication.NameOrEmailBackend")
    return client


def _link(user: User, sandbox: Sandbox) -> Connection:
    body = sandbox.grant("alice")
    answer, access = oauth.TokenAnswer.from_json(body), Secret(body["access_token"])
    return connections.link(user, answer, oauth.me(access), oauth.accessible_resources(access))


# The parts of addresses that name no row of these.
_OF_NO_ROW = {
    "project_key": "DEMO",
    "issue_type_id": "10004",
    "field_id": "assignee",
    "kind": "link",
    "transition_id": "21",
    "type_id": "10002",
    "key": "DEMO-1",
    "file_id": "10001",
    "backend": "atlassian",
    "provider": "oidc",
    "why": "down",
    "uidb64": "MQ",
    "token": "x-y",
    "content_type_id": "1",
    "object_id": "1",
    "app_label": "accounts",
    "url": "nowhere",
}


def _reports(
    owner: User, link: Connection, sandbox: Sandbox
) -> tuple[dict[str, str], dict[str, Any]]:
    site = sandbox.site("demo-team")
    _seed_jira(site["cloud_id"], link, sandbox)
    place = {
        "owner": owner,
        "account_id": link.account_id,
        "cloud_id": site["cloud_id"],
        "site_name": site["name"],
        "site_url": site["url"],
    }
    filed, draft = _filed_and_draft(place, site)
    comment = Comment.objects.create(**place, issue_key="DEMO-1", text="Here too")
    act = IssueAct.objects.create(**place, issue_id="1", issue_key="DEMO-1", kind="watch")
    part = IssueLink.objects.create(submission=filed, state=State.BLOCKED)
    attachment, added = _attachment(filed), _added_file(place)
    form = _form(site["cloud_id"])
    query = SavedQuery.objects.create(
        owner=owner, name="Bugs", cloud_id=site["cloud_id"], jql="project = DEMO"
    )
    values = {
        **_OF_NO_ROW,
        "cloud_id": site["cloud_id"],
        "slug": form.slug,
        "submission_id": str(filed.pk),
        "draft_id": str(draft.pk),
        "comment_id": str(comment.pk),
        "act_id": str(act.pk),
        "attachment_id": str(attachment.pk),
        "part_id": str(part.pk),
        "query_id": str(query.pk),
        "export_id": str(plan(owner.pk, Progress(query.pk, "csv", "", None))),
        "added_id": str(added.pk),
    }
    rows = {
        "issues/submission": filed.pk,
        "issues/comment": comment.pk,
        "issues/issueact": act.pk,
        "issues/addedfile": added.pk,
        "issues/bugform": form.pk,
        "issues/savedquery": query.pk,
        "issues/inspection": Inspection.objects.create(viewer=owner, report=filed).pk,
    }
    return values, rows | _rows_of_the_link(link)


def _seed_jira(cloud_id: str, link: Connection, sandbox: Sandbox) -> None:
    in_jira = {"cloud_id": cloud_id, "account_id": link.account_id}
    made = {**in_jira, "project": "DEMO", "issue_type": "Bug", "fields": {"summary": "It broke"}}
    sandbox.control("POST", "/seed", {"issues": [made]})
    file = {"issue": "DEMO-1", "filename": "a.png", "mime_type": "image/png", "text": "a"}
    sandbox.control("POST", "/seed", {"files": [in_jira | file]})


def _filed_and_draft(place: dict[str, Any], site: dict[str, Any]) -> tuple[Submission, Submission]:
    project = next(each for each in site["projects"] if each["key"] == "DEMO")
    about = {**place, "project_id": project["id"], "project_key": "DEMO", "issue_type_id": "10004"}
    filed = Submission.objects.create(
        **about,
        summary="It broke",
        state=State.FILED,
        issue_id="1",
        issue_key="DEMO-1",
        first_sent_at=timezone.now(),
    )
    return filed, Submission.objects.create(**about, summary="It breaks")


def _attachment(report: Submission) -> Attachment:
    attachment = Attachment(submission=report, name="log.txt", size=5, sha256="0" * 64)
    attachment.file.save("log.txt", ContentFile(b"hello"))
    return attachment


def _added_file(place: dict[str, Any]) -> AddedFile:
    added = AddedFile(
        **place, issue_id="1", issue_key="DEMO-1", name="b.txt", size=5, sha256="0" * 64
    )
    added.file.save("b.txt", ContentFile(b"hello"))
    return added


def _form(cloud_id: str) -> BugForm:
    form: BugForm = BugForm.objects.create(
        name="A bug", slug="a-bug", cloud_id=cloud_id, project_key="DEMO", issue_type_id="10004"
    )
    return form


def _rows_of_the_link(link: Connection) -> dict[str, Any]:
    now = timezone.now()
    webhook = Webhook.objects.create(
        cloud_id="a", account_id="b", next_check_at=now + timedelta(days=1)
    )
    attempt = RefreshAttempt.objects.create(connection=link, asked_by="web", generation=1)
    return {
        "issues/webhook": webhook.pk,
        "issues/projectwatch": ProjectWatch.objects.create(
            cloud_id="a", project_id="1", next_search_at=now + timedelta(days=1)
        ).pk,
        "integrations/connection": link.pk,
        "integrations/refreshattempt": attempt.pk,
        "integrations/pause": Pause.objects.create(scope="elsewhere", until=now).pk,
        "integrations/accountreport": AccountReport.objects.create(accounts=1).pk,
    }


def _office(people: dict[str, User]) -> dict[str, Any]:
    mail = Mail.objects.create(kind="forgotten", about="nobody@lodge.test")
    invitation = Invitation.objects.create(
        address="dora@lodge.test", expires_at="2099-01-01T00:00Z"
    )
    return {
        "accounts/user": people["owner"].pk,
        "accounts/mail": mail.pk,
        "accounts/invitation": invitation.pk,
        "accounts/erasure": 1,
        "auth/group": Group.objects.create(name="readers").pk,
        "background/message": Message.objects.create(
            queue="celery", payload="{}", put_at=timezone.now()
        ).pk,
    }
