"""Who may prepare forms, and what the pages say when Jira cannot be asked."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from integrations.models import Connection, ConnectionState
from issues.bugforms.as_code import code_of, read
from issues.models import BugForm
from tests.integration.issues.bugforms.conftest import Make, Office
from tests.unit.issues.bugforms.test_yaml_format import GOOD

URL = "/admin/issues/bugform/"
SignIn = Callable[[User], Client]


def pages(form: BugForm) -> list[str]:
    """Every page about forms."""
    one = [f"{form.pk}/{page}/" for page in ("change", "fields", "place")]
    return [
        URL + page for page in ("", "new/", *one, f"test/?form={form.pk}", "export/", "import/")
    ]


def staff(user: User, *rights: str) -> User:
    """*user* as staff with these rights on forms alone."""
    user.is_staff = True
    user.save()
    user.user_permissions.set(
        Permission.objects.filter(codename__in=[f"{r}_bugform" for r in rights])
    )
    return user


def test_signed_out_people_and_those_who_are_no_staff_are_led_to_sign_in(
    make: Make, stranger: Client, alice: User, sign_in: SignIn
) -> None:
    for page in pages(make("summary")):
        for client in (stranger, sign_in(alice)):
            answer = client.get(page)
            assert answer.status_code == 302
            assert "/login/" in answer["Location"] or "/sign-in/" in answer["Location"]


def test_staff_without_the_right_get_403(make: Make, alice: User, sign_in: SignIn) -> None:
    client = sign_in(staff(alice))
    for page in pages(make("summary")):
        assert client.get(page).status_code == 403
        assert client.post(page).status_code in (403, 405)


def test_who_may_only_look_can_test_and_export_and_change_nothing(
    make: Make, alice: User, sign_in: SignIn, link: Callable[..., Connection]
) -> None:
    link(alice)
    form, client = make("summary"), sign_in(staff(alice, "view"))
    for page in (URL, f"{URL}{form.pk}/change/", f"{URL}test/?form={form.pk}", f"{URL}export/"):
        assert client.get(page).status_code == 200
    for page in (
        f"{URL}new/",
        f"{URL}{form.pk}/fields/",
        f"{URL}{form.pk}/place/",
        f"{URL}import/",
    ):
        assert client.get(page).status_code == 403
    assert b"Fields from Jira" not in client.get(f"{URL}{form.pk}/change/").content


def test_a_form_that_does_not_exist_is_not_found(office: Office) -> None:
    for page in ("99/fields/", "99/place/"):
        assert office.get(URL + page).status == 404


def test_an_admin_without_a_link_is_told_why_one_is_needed(
    make: Make, bob: User, sign_in: SignIn
) -> None:
    form, client = make("summary"), sign_in(staff(bob, "view", "add", "change"))
    for page in ("new/", f"{form.pk}/fields/", f"{form.pk}/place/", f"test/?form={form.pk}"):
        answer = client.get(URL + page)
        assert answer.status_code == 403
        said = answer.content.decode()
        assert "First, link your Atlassian account." in said
        assert "Forms are prepared with your own link to Jira" in said
        assert "/link/?next=" in said
    assert client.get(f"{URL}{form.pk}/change/").status_code == 200


def test_a_dead_link_is_told(office: Office) -> None:
    form = office.make("summary")
    Connection.objects.update(state=ConnectionState.RECONNECT)
    page = office.get(f"{URL}{form.pk}/fields/")
    assert page.status == 403
    assert "Your link to Jira has ended." in page.text


def test_when_the_link_ends_meanwhile_what_was_typed_waits_on_the_page(office: Office) -> None:
    form = office.make("summary")
    page = office.get(f"{URL}{form.pk}/fields/")
    Connection.objects.update(state=ConnectionState.RECONNECT)
    page = office.send(
        page, page.form_with("row-summary-on"), **{"row-summary-label": "Typed with care"}
    )
    assert page.status == 403
    kept = page.form_with("row-summary-label")
    assert kept.values()["row-summary-label"] == ["Typed with care"]
    Connection.objects.update(state=ConnectionState.ACTIVE)
    office.send(page, kept)
    assert form.fields.get().label == "Typed with care"


def test_a_place_that_is_gone_leads_to_choosing_another(office: Office) -> None:
    form = office.make("summary", project_key="GONE")
    page = office.get(f"{URL}{form.pk}/fields/")
    assert page.status == 404
    assert "There is no project GONE in Demo team that you can see." in page.text
    assert page.link_to("^Choose another place$").endswith(f"{URL}{form.pk}/place/")


@pytest.mark.wrong_on_purpose
def test_jira_down_is_a_page_that_says_when_to_try_again(office: Office) -> None:
    form = office.make("summary")
    office.sandbox.fault("html", path="/rest/api/3/", times=None)
    for page in (
        f"{form.pk}/fields/",
        f"test/?form={form.pk}",
        f"new/?site={office.site['cloud_id']}",
    ):
        answer = office.client.get(URL + page)
        assert answer.status_code == 503
        assert answer["Retry-After"]
        assert "Jira does not answer." in answer.content.decode()
    answer = office.client.post(
        f"{URL}{form.pk}/fields/", {"row-summary-on": "on", "summary": "Typed"}
    )
    assert answer.status_code == 503
    assert 'name="summary" value="Typed"' in answer.content.decode()


def test_all_forms_or_those_chosen_are_exported(office: Office) -> None:
    forms = [office.make("summary", slug="a"), office.make("summary", slug="b")]
    answer = office.client.get(f"{URL}export/")
    assert "bug-forms.yaml" in answer["Content-Disposition"]
    assert list(read(answer.content).forms) == [code_of(form) for form in forms]
    answer = office.client.post(URL, {"action": "export_forms", "_selected_action": [forms[1].pk]})
    assert [form.slug for form in read(answer.content).forms] == ["b"]


def upload(client: Client, text: str, **more: str) -> str:
    """What the page says about a file."""
    file = SimpleUploadedFile("forms.yaml", text.encode())
    return client.post(f"{URL}import/", {"file": file, **more}, follow=True).content.decode()


def test_a_file_is_looked_at_then_taken(office: Office) -> None:
    said = upload(office.client, GOOD, check="on")
    assert "Nothing was stored yet" in said
    assert not BugForm.objects.exists()
    assert "1 form was stored." in upload(office.client, GOOD)
    assert BugForm.objects.get().created_by_id == int(office.client.session["_auth_user_id"])
    assert "nothing had to change" in upload(office.client, GOOD)


def test_a_wrong_file_is_told_line_by_line_and_nothing_is_stored(office: Office) -> None:
    said = upload(office.client, GOOD.replace("label:", "lable:").replace("yes", "perhaps"))
    assert "Nothing was stored" in said
    assert "Line 14" in said
    assert "Line 20" in said
    assert "There is no group “Testers”" in upload(office.client, GOOD + "    groups: [Testers]\n")
    Group.objects.create(name="Testers")
    assert "1 form was stored." in upload(office.client, GOOD + "    groups: [Testers]\n")
    assert "Choose a file" in office.post(f"{URL}import/", {}).text
