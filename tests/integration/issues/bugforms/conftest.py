"""Forms that an admin prepared, on the simulated Jira or on nothing at all."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from integrations import jira
from integrations.models import Connection
from issues.models import BugForm
from tests.integration.issues.filing.conftest import Desk
from tests.support.sandbox import Sandbox

Make = Callable[..., BugForm]


def make_form(*fields: dict[str, Any] | str, slug: str = "app-bug", **more: Any) -> BugForm:
    """A form with these fields, in this order; a text is a field's id."""
    form = BugForm.objects.create(
        **{
            "name": "App bug",
            "slug": slug,
            "cloud_id": "cloud",
            "project_key": "DEMO",
            "issue_type_id": "10004",
            **more,
        }
    )
    for position, given in enumerate(fields):
        row = {"field_id": given} if isinstance(given, str) else given
        form.fields.create(**{"position": position, **row})
    return form


@pytest.fixture
def make(db: None) -> Make:
    """`make("summary", {"field_id": "labels", "value": "app", "hidden": True}, slug=…)`: a stored form."""
    return make_form


class Office(Desk):
    """Alice, linked, who looks after forms; and a form of hers for bugs in DEMO."""

    url = "/admin/issues/bugform/"

    @property
    def place(self) -> dict[str, str]:
        """A bug in DEMO, as columns of a form."""
        bug = self.form_url().rstrip("/").rpartition("/")[2]
        return {"cloud_id": self.site["cloud_id"], "project_key": "DEMO", "issue_type_id": bug}

    def make(self, *fields: dict[str, Any] | str, **more: Any) -> BugForm:
        """A form for bugs in DEMO."""
        names = {"site_name": "Demo team", "issue_type_name": "Bug"}
        return make_form(*fields, **{**self.place, **names, **more})

    def field_id(self, name: str) -> str:
        """The id of the field that Jira calls *name*, as the page of fields shows it."""
        account = self.sandbox.account("Alice")["account_id"]
        project = next(p["id"] for p in self.site["projects"] if p["key"] == "DEMO")
        place = self.place
        metas = jira.create_fields(account, place["cloud_id"], project, place["issue_type_id"])
        return next(meta.field_id for meta in metas if meta.name == name)

    def drift(self, field_id: str, kind: str = "Bug", **change: Any) -> None:
        """Somebody changes the form in Jira."""
        entry = {"cloud_id": self.site["cloud_id"], "project": "DEMO", "issue_type": kind}
        self.sandbox.control(
            "POST", "/seed", {"fields": [{**entry, "field_id": field_id, **change}]}
        )


@pytest.fixture
def office(
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
    sign_in: Callable[[User], Client],
) -> Office:
    """Alice's."""
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    link(alice)
    return Office(sign_in(alice), sandbox)
