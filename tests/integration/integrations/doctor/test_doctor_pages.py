"""The pages of examinations: streamed, bounded, and for nobody's link but one's own, or an administrator's choice."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from integrations.connections import load_connection
from integrations.doctor import BusyError, Turn, turns
from integrations.models import Connection, Token
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
PAGE = "/link/doctor/"


def text_of(answer: Any) -> str:
    """A streamed page, whole."""
    return b"".join(answer.streaming_content).decode()


def test_the_page_offers_an_examination_and_makes_none(
    sign_in: SignIn, alice: User, connection: Connection, sandbox: Sandbox
) -> None:
    after = sandbox.calls()[-1]["n"]
    page = sign_in(alice).get(PAGE)
    assert "Examine the link" in page.content.decode()
    assert sandbox.calls(after=after) == []


def test_steps_are_sent_while_the_examination_goes_on(
    sign_in: SignIn, alice: User, connection: Connection, sandbox: Sandbox
) -> None:
    after = sandbox.calls()[-1]["n"]
    answer: Any = sign_in(alice).post(PAGE)
    assert answer.streaming
    assert answer["X-Accel-Buffering"] == "no"
    parts: Any = answer.streaming_content
    begin = next(parts).decode()
    assert "<h1>Examine your link to Jira</h1>" in begin
    assert sandbox.calls(after=after) == []
    assert "Lodge’s settings" in next(parts).decode()
    rest = b"".join(parts).decode()
    assert "Who am I at Jira" in rest
    assert "Everything works." in rest
    assert rest.rstrip().endswith("</html>")


def test_the_report_to_copy_names_no_person(
    sign_in: SignIn, alice: User, connection: Connection
) -> None:
    page = text_of(sign_in(alice).post(PAGE))
    report = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert "Who am I at Jira: Works" in report
    assert connection.account_id not in report
    assert connection.display_name not in report
    assert "alice@lodge.test" not in report


def test_no_token_is_on_the_page(
    sign_in: SignIn, alice: User, connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    token = Token.objects.get(connection=connection)
    secrets = [
        load_connection.access_token(token).reveal(),
        load_connection.refresh_token(token).reveal(),
        token.access_token,
    ]
    page = text_of(sign_in(alice).post(PAGE))
    assert [each for each in secrets if each in page or each in caplog.text] == []


def test_jira_down_is_said_with_who_can_mend_it(
    sign_in: SignIn, alice: User, connection: Connection, sandbox: Sandbox
) -> None:
    sandbox.fault("html", path="/ex/jira/", times=None, status=502)
    page = text_of(sign_in(alice).post(PAGE))
    assert "out of order" in page
    assert "Nobody: wait" in page


def test_a_dead_link_is_explained(sign_in: SignIn, alice: User, connection: Connection) -> None:
    Connection.objects.filter(pk=connection.pk).update(state="reconnect")
    client = sign_in(alice)
    assert PAGE in client.get("/link/").content.decode()
    page = text_of(client.post(PAGE))
    assert "Link the account again." in page
    assert "One step does not work." in page


def test_a_stranger_examines_no_link_but_their_own(
    sign_in: SignIn, carol: User, connection: Connection, sandbox: Sandbox
) -> None:
    after = sandbox.calls()[-1]["n"]
    page = text_of(sign_in(carol).post(PAGE))
    assert "There is no link to Jira." in page
    assert sandbox.calls(after=after) == []


def test_nobody_is_led_to_the_door(stranger: Client) -> None:
    assert stranger.post(PAGE)["Location"].startswith("/account/sign-in/")


def test_a_wrong_project_key_is_said_beside_its_field(
    sign_in: SignIn, alice: User, connection: Connection
) -> None:
    answer = sign_in(alice).post(PAGE, {"project": "../../admin"})
    assert answer.status_code == 422
    assert "A project’s key is a letter" in answer.content.decode()
    assert "../../admin" in answer.content.decode()


def test_an_unknown_site_is_refused(sign_in: SignIn, alice: User, connection: Connection) -> None:
    assert sign_in(alice).post(PAGE, {"site": "somebody-elses"}).status_code == 422


def test_the_chosen_site_is_examined(
    sign_in: SignIn, alice: User, connection: Connection, sandbox: Sandbox
) -> None:
    site = connection.sites.get(name="Web shop")
    after = sandbox.calls()[-1]["n"]
    text_of(sign_in(alice).post(PAGE, {"site": str(site.pk)}))
    asked = [each["path"] for each in sandbox.calls(path="/myself$", after=after)]
    assert asked == [f"/ex/jira/{site.cloud_id}/rest/api/3/myself"]


def test_the_site_of_another_person_is_refused(
    sign_in: SignIn, carol: User, connection: Connection
) -> None:
    site = connection.sites.get(name="Web shop")
    page = text_of(sign_in(carol).post(PAGE, {"site": str(site.pk)}))
    assert "There is no link to Jira." in page


def test_one_examination_of_a_person_at_a_time(
    sign_in: SignIn, alice: User, connection: Connection
) -> None:
    client = sign_in(alice)
    first = client.post(PAGE)
    busy = client.post(PAGE)
    assert busy.status_code == 429
    assert busy["Retry-After"] == "60"
    text_of(first)
    text_of(client.post(PAGE))


def test_a_reader_who_leaves_ends_the_turn(
    sign_in: SignIn, alice: User, connection: Connection
) -> None:
    client = sign_in(alice)
    answer: Any = client.post(PAGE)
    for close in answer._resource_closers:
        close()
    assert client.post(PAGE).status_code == 200


def test_few_examine_at_once_over_all_processes(db: None) -> None:
    taken = [Turn(number) for number in range(turns.AT_ONCE)]
    with pytest.raises(BusyError):
        Turn(99)
    taken.pop().close()
    Turn(99).close()


def test_an_hours_share_is_bounded(db: None) -> None:
    for _ in range(turns.PER_HOUR):
        Turn(1).close()
    with pytest.raises(BusyError):
        Turn(1)
    Turn(2).close()


def test_a_turn_that_was_taken_over_is_not_ended_by_the_first(db: None) -> None:
    first = Turn(1)
    cache.delete("doctor:user:1")
    cache.delete("doctor:slot:0")
    second = Turn(1)
    first.close()
    with pytest.raises(BusyError):
        Turn(1)
    second.close()


def test_an_administrator_examines_anybodys_link(root: Client, connection: Connection) -> None:
    where = f"/admin/integrations/connection/{connection.pk}/doctor/"
    assert (
        where
        in root.get(f"/admin/integrations/connection/{connection.pk}/change/").content.decode()
    )
    assert "Examine the link" in root.get(where).content.decode()
    page = text_of(root.post(where))
    assert "Everything works." in page


def test_an_administrator_reads_of_the_owner_and_not_of_you(
    root: Client, connection: Connection
) -> None:
    Connection.objects.filter(pk=connection.pk).update(state="reconnect")
    page = text_of(root.post(f"/admin/integrations/connection/{connection.pk}/doctor/"))
    assert "The owner of the link" in page


def test_staff_without_the_right_examine_none(
    sign_in: SignIn, bob: User, connection: Connection
) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(Permission.objects.get(codename="view_connection"))
    where = f"/admin/integrations/connection/{connection.pk}/doctor/"
    assert sign_in(bob).post(where).status_code == 403


def test_pages_about_trouble_lead_to_the_doctor(
    sign_in: SignIn, alice: User, connection: Connection
) -> None:
    client = sign_in(alice)
    assert PAGE in client.get("/link/").content.decode()
    assert PAGE in client.get("/link/failed/down/").content.decode()
    Connection.objects.filter(pk=connection.pk).update(state="reconnect")
    assert PAGE in client.get("/report/").content.decode()
