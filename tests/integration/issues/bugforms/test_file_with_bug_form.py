"""Somebody files with a form that an admin prepared: through the pages, into the simulated Jira."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from integrations import jira
from integrations.models import Connection, ConnectionState
from issues.models import BugForm, Submission
from tests.integration.issues.bugforms.conftest import Office

SignIn = Callable[[User], Client]
URL = "/f/app-bug/"


@pytest.fixture
def reporters(
    office: Office, bob: User, link: Callable[..., Connection], sign_in: SignIn
) -> Client:
    """Bob, linked, in the group that the form of Alice's is for."""
    form = office.make(
        {"field_id": "summary", "label": "What goes wrong?", "help": "One sentence."},
        {"field_id": "description"},
        {"field_id": "labels", "value": ["app", "from-lodge"], "hidden": True},
        {"field_id": "gone", "value": "x", "hidden": True},
        description_template="## Steps",
    )
    group = Group.objects.create(name="Testers")
    form.groups.add(group)
    bob.groups.add(group)
    link(bob, "bob")
    return sign_in(bob)


def labels_in_jira() -> Any:
    """Those of the one issue that was filed."""
    row = Submission.objects.get()
    return jira.get_issue(row.account_id, row.cloud_id, row.issue_key, ("labels",)).fields["labels"]


def test_constants_reach_jira_and_only_the_forms_own_fields_are_asked(
    office: Office, reporters: Client
) -> None:
    bob = Office(reporters, office.sandbox)
    page = bob.get(URL)
    assert page.status == 200
    assert "What goes wrong?" in page.text
    assert "One sentence." in page.text
    asked = page.form_with("summary", "submission")
    assert asked.values()["description"] == ["## Steps"]
    assert not asked.has("labels")
    assert not asked.has("environment")
    bob.send(page, asked, summary="The app is green")
    assert len(bob.filed("The app is green")) == 1
    assert Submission.objects.get().bug_form is not None
    assert labels_in_jira() == ["app", "from-lodge"]


def test_what_a_reporter_posts_does_not_change_a_constant(
    office: Office, reporters: Client
) -> None:
    bob = Office(reporters, office.sandbox)
    page = bob.get(URL)
    bob.send(page, page.form_with("summary"), summary="Sly", labels="mine")
    assert labels_in_jira() == ["app", "from-lodge"]


def test_others_find_nothing_there(
    office: Office, reporters: Client, carol: User, stranger: Client, sign_in: SignIn
) -> None:
    assert sign_in(carol).get(URL).status_code == 404
    assert sign_in(carol).get("/f/no-such-form/").status_code == 404
    assert "sign-in" in stranger.get(URL)["Location"]
    assert b"App bug" not in sign_in(carol).get("/").content
    assert b"App bug" in reporters.get("/").content


def test_a_form_that_is_not_in_use_is_there_for_those_who_prepare_it(
    office: Office, reporters: Client
) -> None:
    form = BugForm.objects.get()
    form.is_active = False
    form.save()
    assert reporters.get(URL).status_code == 404
    assert "This form is not in use yet." in office.get(URL).text


def test_a_dead_link_is_told_with_a_way_out(reporters: Client) -> None:
    Connection.objects.update(state=ConnectionState.RECONNECT)
    answer = reporters.get(URL)
    assert answer.status_code == 403
    assert b"Your link to Jira has ended." in answer.content


@pytest.mark.wrong_on_purpose
def test_jira_down_is_told(office: Office, reporters: Client) -> None:
    office.sandbox.fault("html", path="/rest/api/3/", times=None)
    assert reporters.get(URL).status_code == 503


def test_a_form_whose_project_is_gone_says_so(office: Office, reporters: Client) -> None:
    form = BugForm.objects.get()
    form.project_key = "GONE"
    form.save()
    answer = reporters.get(URL)
    assert answer.status_code == 404
    assert "There is no project GONE" in answer.content.decode()


def test_a_constant_that_no_longer_fits_is_said_above_the_form_and_nothing_is_lost(
    office: Office, reporters: Client
) -> None:
    severity = office.field_id("Severity")
    form = BugForm.objects.get()
    form.fields.create(field_id=severity, value="1", hidden=True, position=99)
    bob = Office(reporters, office.sandbox)
    page = bob.get(URL)
    page = bob.send(page, page.form_with("summary"), summary="Kept")
    assert page.status == 422
    assert "Severity: What you chose is no longer offered" in page.text
    assert page.form_with("summary").values()["summary"] == ["Kept"]
