"""Those on the stage: users with links, signed in, each with a form that is drawn and a report that is filed."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.support.http_visitor import Visitor


@dataclass
class Person:
    """Somebody with a session. *pages*: path of each, and what stands on it and nowhere else."""

    name: str
    account_id: str
    headers: dict[str, str] = field(default_factory=dict)
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    form_path: str = ""
    form: dict[str, list[str]] = field(default_factory=dict)


def linked(count: int, crowd: list[dict[str, Any]], site: dict[str, Any]) -> list[Person]:
    """*count* users with links, taken from the end of *crowd*; nobody knows their passwords."""
    from accounts.models import User
    from integrations import connections, oauth

    scopes = ("read:jira-work", "write:jira-work", "read:jira-user")
    resources = (oauth.Resource(site["cloud_id"], site["url"], site["name"], scopes),)
    people = []
    for _ in range(count):
        account = crowd.pop()
        name = f"person{account['account_id'][-12:]}"
        user = User.objects.create_user(name, f"{name}@lodge.test")
        me = oauth.Me(account["account_id"], account["name"])
        connections.link(user, oauth.TokenAnswer.from_json(account), me, resources)
        people.append(
            Person(name, account["account_id"], {"Cookie": f"sessionid={session_of(user)}"})
        )
    return people


def session_of(user: Any) -> str:
    """The key of a new session of *user*."""
    from django.test import Client

    client = Client()
    client.force_login(user, backend="accounts.authentication.NameOrEmailBackend")
    return client.cookies["sessionid"].value


def draw_form(url: str, person: Person, path: str) -> None:
    """Open the form of a bug at *path* as *person*; from then on it is warm, and can be sent."""
    visitor = Visitor()
    visitor.session.headers.update(person.headers)
    page = visitor.get(url + path)
    form = page.form_with("summary", "submission")
    cookies = [
        person.headers["Cookie"],
        *(f"{each.name}={each.value}" for each in visitor.session.cookies),
    ]
    person.headers = {"Cookie": "; ".join(cookies), "Referer": url + path}
    person.form_path, person.form = path, form.values()


def bug_form_path(url: str, person: Person, cloud_id: str, project: str) -> str:
    """Where the form is, as the pages lead there."""
    visitor = Visitor()
    visitor.session.headers.update(person.headers)
    page = visitor.get(f"{url}/report/{cloud_id}/{project}/")
    return urlsplit(page.link_to(r"^Bug$")).path
