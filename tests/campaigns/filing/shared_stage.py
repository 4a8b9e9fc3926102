"""People without links of their own, who file by prepared forms through one shared account (KIND)."""

from django.contrib.auth.models import Group

from accounts.models import User
from integrations import jira
from integrations.models import Connection
from issues.models import Author, BugForm
from tests.campaigns.filing.data_center_stage import SLUG, Place
from tests.support import data_center_links
from tests.support.data_center import DataCenter
from tests.support.sandbox import Sandbox
from tests.support.shared_links import entered


def share(
    sandbox: Sandbox, kind: str, place: Place, users: list[User], projects: list[str]
) -> Connection:
    """A shared link of that kind, opened to *users*, and a form for each project."""
    group = Group.objects.create(name="Writers")
    for user in users:
        user.groups.add(group)
    boss = User.objects.create_user("boss", "boss@lodge.test", is_superuser=True)
    if kind == "data_center":
        at = DataCenter(sandbox, SLUG)
        made = data_center_links.entered(at, boss, "Lodge bot", groups=[group])
    else:
        made = entered(sandbox, boss, kind, groups=[group])
    ids = {each["key"]: each["id"] for each in place.projects}
    for project in projects:
        _form(made, place.cloud_id, project, ids[project])
    return made


def slug_of(project: str) -> str:
    """The address of the form for that project."""
    return f"bug-{project.lower()}"


def _form(made: Connection, cloud_id: str, project: str, project_id: str) -> None:
    types = jira.issue_types(made.account_id, cloud_id, project_id)
    form = BugForm.objects.create(
        name=f"A bug in {project}",
        slug=slug_of(project),
        cloud_id=cloud_id,
        project_key=project,
        issue_type_id=next(each.id for each in types if each.name == "Bug"),
        author=Author.SHARED,
        shared_account_id=made.account_id,
    )
    for position, field_id in enumerate(("summary", "description")):
        form.fields.create(field_id=field_id, position=position)


def line_of(person: str) -> str:
    """The line by which that person is named."""
    return f"Reported by {person} ({person}@lodge.test)"
