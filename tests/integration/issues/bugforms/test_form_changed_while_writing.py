"""What becomes of a prepared form, and of what somebody writes into it, while others change it; and odd contents."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from integrations import jira
from integrations.models import Connection
from issues.bugforms.as_code import code_of, read, store, write
from issues.models import BugForm, State, Submission
from tests.integration.issues.bugforms.conftest import Office
from tests.integration.issues.drafts.conftest import Tab

URL = "/f/app-bug/"


@pytest.fixture
def bob_at_it(
    office: Office, bob: User, link: Callable[..., Connection], sign_in: Callable[[User], Client]
) -> Office:
    """Bob, linked, in the group that a form of Alice's is for."""
    form = office.make(
        "summary", "description", {"field_id": "labels", "value": ["app"], "hidden": True}
    )
    form.groups.add(Group.objects.create(name="Testers"))
    bob.groups.set(form.groups.all())
    link(bob, "bob")
    return Office(sign_in(bob), office.sandbox)


def leave_the_group(bob: User) -> None:
    bob.groups.clear()


def take_out_of_use(bob: User) -> None:
    BugForm.objects.update(is_active=False)


def give_to_others(bob: User) -> None:
    BugForm.objects.get().groups.set([Group.objects.create(name="Others")])


@pytest.mark.parametrize("shut", [leave_the_group, take_out_of_use, give_to_others])
def test_one_that_is_shut_while_somebody_writes_files_nothing_and_keeps_every_word(
    bob_at_it: Office, bob: User, shut: Callable[[User], None]
) -> None:
    tab = Tab(bob_at_it, bob_at_it.get(URL))
    tab.write(summary="It broke")
    shut(bob)
    assert bob_at_it.get(URL).status == 404
    page = tab.file(summary="It broke", description="long story")
    row = Submission.objects.get()
    assert (row.state, bob_at_it.filed()) == (State.DRAFT, [])
    assert "This form is no longer there." in page.text
    assert Tab(bob_at_it, page).values["description"] == ["long story"]
    assert not page.url.startswith(URL)


def test_somebody_else_who_posts_to_it_files_nothing(
    bob_at_it: Office, carol: User, sign_in: Callable[[User], Client]
) -> None:
    values = Tab(bob_at_it, bob_at_it.get(URL)).values
    sign_in(carol).post(URL, {**values, "summary": "Sly"})
    assert bob_at_it.filed("Sly") == []
    assert not Submission.objects.exclude(owner=carol).exists()


def test_a_signed_out_post_files_nothing(bob_at_it: Office, stranger: Client) -> None:
    answer = stranger.post(URL, {**Tab(bob_at_it, bob_at_it.get(URL)).values, "summary": "Sly"})
    assert "/account/sign-in/" in answer["Location"]
    assert bob_at_it.filed("Sly") == []
    assert Submission.objects.get().state == State.DRAFT


def test_a_constant_that_the_admin_changes_meanwhile_is_sent_as_it_is_now(
    bob_at_it: Office,
) -> None:
    tab = Tab(bob_at_it, bob_at_it.get(URL))
    BugForm.objects.get().fields.filter(field_id="labels").update(value=["newer"])
    tab.file(summary="It broke")
    row = Submission.objects.get()
    if row.state == State.DRAFT:  # asked to look again: the form is not as it was
        Tab(bob_at_it, bob_at_it.get(f"{URL}?report={row.pk}")).file()
        row.refresh_from_db()
    issue = jira.get_issue(row.account_id, row.cloud_id, row.issue_key, ("labels",))
    assert issue.fields["labels"] == ["newer"]


def test_whatever_is_posted_of_a_constant_counts_for_nothing(bob_at_it: Office) -> None:
    values = Tab(bob_at_it, bob_at_it.get(URL)).values
    sly = {
        "summary": "Sly",
        "labels": ["mine", "app"],
        "labels-search": "other",
        "labels-searched": "other",
    }
    bob_at_it.post(f"{URL}?labels=fourth", {**values, **sly})
    row = Submission.objects.get()
    issue = jira.get_issue(row.account_id, row.cloud_id, row.issue_key, ("labels",))
    assert issue.fields["labels"] == ["app"]
    assert row.fields["labels"] == ["app"]


def test_fields_of_jira_that_are_not_on_the_form_are_not_taken_from_a_post(
    bob_at_it: Office,
) -> None:
    values = Tab(bob_at_it, bob_at_it.get(URL)).values
    bob_at_it.post(URL, {**values, "summary": "Sly", "environment": "smuggled"})
    assert "environment" not in Submission.objects.get().fields


def test_what_is_required_here_alone_keeps_the_report_back(office: Office) -> None:
    office.make("summary", {"field_id": "environment", "required": True, "label": "Where?"})
    page = office.get(URL)
    page = office.send(page, page.form_with("summary"), summary="It broke")
    assert (page.status, office.filed()) == (422, [])
    assert page.form_with("summary").values()["summary"] == ["It broke"]
    office.send(page, page.form_with("summary"), environment="Here")
    assert len(office.filed()) == 1


def test_an_address_goes_before_what_the_form_begins_with(office: Office) -> None:
    office.make(
        {"field_id": "summary", "value": "App: "}, "description", description_template="## Steps"
    )
    shown = office.get(f"{URL}?summary=From+a+link").form_with("summary").values()
    assert (shown["summary"], shown["description"]) == (["From a link"], ["## Steps"])
    assert office.get(URL).form_with("summary").values()["summary"] == ["App: "]


def test_the_value_of_the_description_goes_before_its_template(office: Office) -> None:
    office.make(
        "summary", {"field_id": "description", "value": "Mine"}, description_template="## Steps"
    )
    assert office.get(URL).form_with("summary").values()["description"] == ["Mine"]


TEMPLATE = "{{ x }} {% url 'a' %} %s {0} <b>&amp;</b> </textarea><script>alert(1)</script>\n\n- [ ] `a`\n\n\\*"


def test_a_template_is_text_to_the_letter_whatever_stands_in_it(office: Office) -> None:
    office.make("summary", "description", description_template=TEMPLATE)
    page = office.get(URL)
    assert "<script>alert(1)" not in page.html
    assert page.form_with("summary").values()["description"] == [TEMPLATE]


def test_labels_and_help_are_text_and_never_a_tag(office: Office) -> None:
    sly = "<img src=x onerror=alert(1)> {{ x }} & co"
    office.make({"field_id": "summary", "label": sly, "help": sly}, name=sly)
    page = office.get(URL)
    assert "<img" not in page.html
    assert page.text.count("onerror=alert(1)> {{ x }} & co") >= 2
    page = office.send(page, page.form_with("summary"), summary="")
    assert "<img" not in page.html
    for admins in (office.url, f"{office.url}{BugForm.objects.get().pk}/fields/"):
        assert "<img src=x" not in office.get(admins).html


@pytest.mark.parametrize("slug", ["A", "_", "-", "0", "A_b-C", "x" * 60])
def test_every_slug_that_is_one_has_its_address(office: Office, slug: str) -> None:
    office.make("summary", slug=slug)
    assert office.get(f"/f/{slug}/").status == 200


@pytest.mark.parametrize("slug", ["app-bug%00", "app%2Fbug", "%E2%80%AE", "a.b", "x" * 300])
def test_what_is_no_slug_is_not_found(office: Office, slug: str) -> None:
    assert office.client.get(f"/f/{slug}/").status_code == 404


def test_a_file_that_overwrites_says_so_first_and_leaves_drafts_with_their_form(
    office: Office,
) -> None:
    form = office.make("summary", "description")
    form.groups.add(Group.objects.create(name="Testers"))
    User.objects.get(username="alice").groups.set(form.groups.all())
    Tab(office, office.get(URL)).write(summary="It broke")
    file = read(write([code_of(form)]).replace(b"  - Testers\n", b"").replace(b"  groups:\n", b""))
    before = code_of(form)
    assert [change.what for change in store(file, check=True)] == ["changed"]
    assert code_of(BugForm.objects.get()) == before
    assert [change.what for change in store(file)] == ["changed"]
    assert not form.groups.exists()
    assert Submission.objects.get().bug_form == form


def test_an_export_is_the_same_whatever_the_order_in_which_it_came_to_be(office: Office) -> None:
    groups = [Group.objects.create(name=name) for name in ("b", "a", "c")]
    for slug, name in (("b", "1"), ("a", "3"), ("c", "2")):
        office.make("summary", "labels", slug=slug, name=name).groups.set(groups)
    first = office.client.get(f"{office.url}export/").content
    assert [form.slug for form in read(first).forms] == ["a", "b", "c"]
    assert read(first).forms[0].groups == ("a", "b", "c")
    BugForm.objects.all().delete()
    store(read(first))
    assert office.client.get(f"{office.url}export/").content == first
