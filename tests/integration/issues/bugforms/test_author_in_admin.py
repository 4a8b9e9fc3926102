"""Choosing who is the author of a form, in the administration and in files."""

import pytest
from django.contrib.auth.models import Group

from accounts.erasing.person_identifiers import Person
from accounts.erasing.personal_data_registry import holding_of
from accounts.models import User
from integrations import connections
from integrations.models import Connection
from issues.bugforms.as_code import Refused, code_of, read, store, write
from issues.models import Author, BugForm
from tests.conftest import person
from tests.integration.issues.bugforms.conftest import Office
from tests.support.shared_links import entered


@pytest.fixture
def shared(office: Office) -> Connection:
    """A shared link that opens the site of the forms, for one group."""
    boss = person("boss", is_superuser=True)
    group = Group.objects.create(name="Testers")
    return entered(office.sandbox, boss, "scoped_api_token", groups=[group])


def test_a_shared_account_is_chosen_from_those_that_open_the_site(
    office: Office, shared: Connection
) -> None:
    form = office.make("summary")
    page = office.get(f"{office.url}{form.pk}/change/")
    assert "Lodge bot, open to 1 groups" in page.text
    asked = page.form_with("author", "shared_account_id")
    office.send(page, asked, author="shared", shared_account_id=shared.account_id)
    form.refresh_from_db()
    assert (form.author, form.shared_account_id) == (Author.SHARED, shared.account_id)


@pytest.mark.parametrize("author", [Author.SHARED, Author.PERSON_OR_SHARED])
def test_a_policy_with_a_shared_account_needs_one(office: Office, author: str) -> None:
    form = office.make("summary")
    page = office.get(f"{office.url}{form.pk}/change/")
    page = office.send(page, page.form_with("author"), author=author)
    assert "Choose the account that files." in page.text
    form.refresh_from_db()
    assert form.author == Author.PERSON


def test_one_that_is_gone_stays_chosen_and_is_told(office: Office, shared: Connection) -> None:
    form = office.make("summary", author=Author.SHARED, shared_account_id=shared.account_id)
    connections.disconnect(shared.pk)
    page = office.get(f"{office.url}{form.pk}/change/")
    assert "which does not open this site now" in page.text
    assert page.form_with("author").values()["shared_account_id"] == [shared.account_id]


def test_the_policy_travels_in_a_file(office: Office) -> None:
    form = office.make(
        "summary",
        author=Author.PERSON_OR_SHARED,
        shared_account_id="712020:bot",
        reporter_line="Von {name}",
    )
    file = write([code_of(form)])
    assert b"author: person_or_shared" in file
    BugForm.objects.all().delete()
    store(read(file))
    again = BugForm.objects.get()
    assert (again.author, again.shared_account_id, again.reporter_line) == (
        Author.PERSON_OR_SHARED,
        "712020:bot",
        "Von {name}",
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("author: robot", "Write one of: person"),
        ("author: shared", "Name the Atlassian account id"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(office: Office, line: str, said: str) -> None:
    file = write([code_of(office.make("summary"))]).decode()
    wrong = file.replace("  project:", f"  {line}\n  project:")
    with pytest.raises(Refused) as caught:
        read(wrong.encode())
    assert said in str([problem.text for problem in caught.value.problems])


def test_a_person_who_is_erased_takes_their_shared_link_along(
    office: Office, alice: User, bob: User
) -> None:
    entered(office.sandbox, bob, "api_token", "Alice")
    own = Connection.objects.get(user=alice)
    known = Person.known_as(alice.pk, [own.account_id], ["alice"])
    theirs = holding_of(Connection).theirs(known)
    assert Connection.objects.filter(theirs).count() == 2
