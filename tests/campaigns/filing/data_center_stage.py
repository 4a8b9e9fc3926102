"""The Data Center that a campaign files into (KIND=data_center, data_center_oauth), and the people's links there."""

from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from integrations.credentials.data_center import site_id
from integrations.models import Connection
from tests.support.data_center import DataCenter
from tests.support.data_center_links import application_link, linked
from tests.support.sandbox import Sandbox

KINDS = ("data_center", "data_center_oauth")
SLUG = "10"  # with a context path, the harder one
# An instance has three projects; a campaign wants as many as a Cloud site has.
MORE_PROJECTS = ("APP", "BACK", "CARE", "DESK", "EAST", "FLEET")


@dataclass(frozen=True)
class Place:
    """Where everybody files: a Cloud site or a Data Center. *own_id*: what the sandbox calls it.

    *faults*: the paths of the calls that faults may strike, as a regular expression.
    """

    cloud_id: str
    own_id: str
    url: str
    name: str
    projects: list[dict[str, Any]] = field(default_factory=list)
    faults: str = "/ex/jira/"


def opened(sandbox: Sandbox) -> Place:
    """The instance with more projects than it has by itself."""
    own = DataCenter(sandbox, SLUG)
    new = [{"cloud_id": own.id, "key": key, "name": key.title()} for key in MORE_PROJECTS]
    sandbox.control("POST", "/seed", {"projects": new})
    own = DataCenter(sandbox, SLUG)
    return Place(
        site_id(own.url), own.id, own.url, own.facts["name"], own.facts["projects"],
        "/_dc/.*/(rest/api|secure)/",
    )  # fmt: skip


def with_members(sandbox: Sandbox, names: list[str]) -> DataCenter:
    """The instance, with new accounts of these names."""
    own = DataCenter(sandbox, SLUG)
    made = sandbox.control("POST", "/seed", {"accounts": [{"name": name} for name in names]})
    known = [each["account_id"] for each in own.facts["members"]]
    own.change(members=[*known, *(each["account_id"] for each in made["accounts"])])
    return DataCenter(sandbox, SLUG)


def link_each(sandbox: Sandbox, users: list[User]) -> list[Connection]:
    """An account at the instance for each of *users*, linked by their own consent."""
    names = [f"Person {number}" for number in range(len(users))]
    own = with_members(sandbox, names)
    boss = User.objects.create_user("boss", "boss@lodge.test", is_superuser=True)
    application = application_link(own, boss)
    return [linked(own, application, user, name) for user, name in zip(users, names, strict=True)]
