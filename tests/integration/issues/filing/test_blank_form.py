"""A blank form is rendered once: the same bytes as without that, and never those of another form."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from accounts.models import User
from integrations import jira
from integrations.models import Connection
from issues.fieldkinds import Context
from issues.fieldkinds.labels import LabelsKind
from issues.views.form import blank_form, show_form
from issues.views.form.definition import FormDefinition
from tests.integration.issues.bugforms.conftest import Office
from tests.integration.issues.filing.conftest import Desk
from tests.integration.issues.filing.test_upstream_calls import with_fields
from tests.support.sandbox import Sandbox

EACH_TIME = re.compile(
    r'name="(?:csrfmiddlewaretoken|submission|tab|writer)"[^>]*value="[^"]*"|post=[\w-]+|'
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}"
)


@pytest.fixture(autouse=True)
def _nothing_rendered() -> Iterator[None]:
    blank_form.kept.forget()
    yield
    blank_form.kept.forget()


@pytest.fixture
def office(
    sandbox: Sandbox,
    alice: User,
    link: Callable[..., Connection],
    sign_in: Callable[[User], Client],
) -> Office:
    """Alice, linked, who looks after forms."""
    link(alice)
    return Office(sign_in(alice), sandbox)


def bytes_of(desk: Desk, url: str = "") -> str:
    """The page without what differs each time."""
    return EACH_TIME.sub("", desk.get(url or desk.form_url()).html)


def rendered() -> int:
    """How many blank forms this process holds."""
    return len(blank_form.kept._held)


def test_the_bytes_are_those_of_the_form_itself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every kind of field of the simulated Jira, on the first and on the second rendering."""
    pages = {url: (bytes_of(desk, url), bytes_of(desk, url)) for url in addresses(desk)}
    assert rendered() == len(pages)
    monkeypatch.setattr(show_form, "blank_form", lambda definition: None)
    for url, (first, second) in pages.items():
        assert first == second == bytes_of(desk, url)


def addresses(desk: Desk) -> list[str]:
    """The forms of each type, one of them with 60 fields."""
    types = [desk.form_url(name) for name in ("Bug", "Task", "Story")]
    with_fields(desk, 60)
    return types


def test_a_second_form_is_not_rendered_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    bytes_of(desk)

    def refuse(*_arguments: Any) -> None:
        raise AssertionError("it was rendered twice")

    monkeypatch.setattr(blank_form, "_render", refuse)
    bytes_of(desk)


def test_a_form_that_begins_with_a_text_shows_it(desk: Desk) -> None:
    bytes_of(desk)
    url = desk.form_url()
    assert 'value="It broke"' in bytes_of(desk, f"{url}?summary=It+broke")
    assert 'value="It broke"' not in bytes_of(desk, url)


def test_the_first_text_has_the_focus_unless_the_page_tells_something(desk: Desk) -> None:
    page = desk.get(desk.form_url()).html
    focused = re.findall(r"<(?:input|textarea)[^>]*autofocus[^>]*>", page)
    assert len(focused) == 1
    assert 'name="summary"' in focused[0]


# What the key holds: with another value of each, another page is shown.


def test_another_option_in_jira(desk: Desk) -> None:
    before = bytes_of(desk)
    facts = {"cloud_id": desk.site["cloud_id"], "project": "DEMO", "issue_type": "Bug"}
    options = ["Red", "Green"]
    entry = {**facts, "name": "Hue", "kind": "select", "options": options}
    made = desk.sandbox.control("POST", "/seed", {"fields": [entry]})["fields"][0]
    fresh = f"{desk.form_url()}?fresh=1"
    assert "Hue" not in before
    assert "Green" in bytes_of(desk, fresh)
    again = {**entry, "field_id": made["field_id"], "options": [*options, "Blue"]}
    desk.sandbox.control("POST", "/seed", {"fields": [again]})
    assert "Blue" in bytes_of(desk, fresh)


def test_another_language(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels, hints and buttons are translated."""
    seen: list[FormDefinition] = []

    def note(definition: FormDefinition) -> blank_form.BlankForm | None:
        seen.append(definition)
        return blank_form.blank_form(definition)

    monkeypatch.setattr(show_form, "blank_form", note)
    bytes_of(desk)
    keys = set()
    for language in ("en", "de"):
        with override(language):
            keys.add(blank_form.key_of(seen[0]))
    assert len(keys) == 2


def test_another_time_zone(desk: Desk, alice: User) -> None:
    facts = {"cloud_id": desk.site["cloud_id"], "project": "DEMO", "issue_type": "Bug"}
    entry = {**facts, "name": "When", "kind": "datetime"}
    desk.sandbox.control("POST", "/seed", {"fields": [entry]})
    for zone in ("Europe/Vienna", "Asia/Kolkata"):
        User.objects.filter(pk=alice.pk).update(time_zone=zone)
        assert zone in bytes_of(desk, f"{desk.form_url()}?fresh=1")


def test_another_decimal_sign(desk: Desk) -> None:
    keys = set()
    for language in ("en", "de"):
        desk.client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        bytes_of(desk)
        keys = set(blank_form.kept._held)
    assert {key[-2] for key in keys if isinstance(key, tuple)} == {".", ","}


def test_what_a_form_of_an_admin_sets(office: Office) -> None:
    form = office.make("summary", {"field_id": "description", "help": "Say which browser."})
    url = f"/f/{form.slug}/"
    assert "Say which browser." in bytes_of(office, url)
    form.fields.filter(field_id="description").update(help="Say which phone.")
    assert "Say which phone." in bytes_of(office, url)
    form.fields.filter(field_id="summary").update(value="It broke on")
    assert 'value="It broke on"' in bytes_of(office, url)


def test_another_account_with_other_fields_sees_its_own(
    desk: Desk, bob: User, link: Callable[..., Connection], sign_in: Callable[[User], Client]
) -> None:
    """Fields are read as each account: what one is offered is no other's."""
    link(bob, "bob")
    other = Desk(sign_in(bob), desk.sandbox)
    url = desk.form_url()
    before = bytes_of(other, url)
    facts = {"cloud_id": desk.site["cloud_id"], "project": "DEMO", "issue_type": "Bug"}
    entry = {**facts, "name": "Only now", "kind": "textfield"}
    desk.sandbox.control("POST", "/seed", {"fields": [entry]})
    assert "Only now" in bytes_of(desk, f"{url}?fresh=1")
    assert bytes_of(other, url) == before


def test_names_of_the_account_and_folded_fields_are_each_persons_own(
    desk: Desk, bob: User, link: Callable[..., Connection], sign_in: Callable[[User], Client]
) -> None:
    link(bob, "bob")
    other = Desk(sign_in(bob), desk.sandbox)
    url = desk.form_url()
    ours, theirs = bytes_of(desk, url), bytes_of(other, url)
    names = [desk.sandbox.account(each)["name"] for each in ("Alice", "Bob")]
    assert names[0] in ours
    assert names[0] not in theirs
    assert names[1] in theirs


# Bounds


def test_a_form_that_asks_jira_while_it_is_rendered_is_not_shared(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = LabelsKind.form_field

    def asking(self: LabelsKind, meta: jira.FieldMeta, context: Context) -> Any:
        context.lookup.values("labels", "")
        return plain(self, meta, context)

    monkeypatch.setattr(LabelsKind, "form_field", asking)
    assert "Labels" in bytes_of(desk)
    assert list(blank_form.kept._held.values()) == [None]


def test_the_form_used_longest_ago_makes_room(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blank_form, "MOST_BYTES", 60_000)
    for url in addresses(desk):
        bytes_of(desk, url)
    held = [form.size for form in blank_form.kept._held.values() if form]
    assert held
    assert sum(held) <= 60_000 or len(held) == 1
    assert blank_form.kept._bytes == sum(held)
