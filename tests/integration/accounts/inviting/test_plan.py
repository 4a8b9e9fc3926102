"""What becomes of each line is known before anything is done, and is then what is done."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import tasks
from accounts.inviting import invitation_sending, parse_list
from accounts.inviting.plan import Outcome, plan
from accounts.models import Invitation, InvitationState, Mail, User
from tests.conftest import person
from tests.integration.accounts.inviting.conftest import DORA, Invite, end
from tests.integration.integrations.connections.concurrent_threads import at_once
from tests.support.mails import delivered

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def outcomes(text: str, *, remind: bool = False) -> list[Outcome]:
    return [step.outcome for step in plan(parse_list.from_text(text), remind=remind)]


def test_each_line_gets_its_outcome(alice: User, invite: Invite) -> None:
    person("bob").delete()
    locked = person("locked")
    locked.set_unusable_password()
    locked.save()
    person("gone", is_active=False)
    invite("waits@lodge.test")
    end(invite("ended@lodge.test"))
    invitation_sending.withdraw(invite("withdrawn@lodge.test"))
    text = "\n".join([
        "ALICE@Lodge.test", "locked@lodge.test", "gone@lodge.test", "Waits@LODGE.TEST", "ended@lodge.test",
        "withdrawn@lodge.test", "bob@lodge.test", "BOB@lodge.test", "bob", "user-1@no-address.invalid",
    ])  # fmt: skip
    expected = [
        Outcome.HERE, Outcome.NO_PASSWORD, Outcome.DEACTIVATED, Outcome.WAITING, Outcome.ENDED,
        Outcome.INVITED, Outcome.INVITED, Outcome.TWICE, Outcome.NOT_AN_ADDRESS, Outcome.NOT_AN_ADDRESS,
    ]  # fmt: skip
    assert outcomes(text) == expected
    assert outcomes("waits@lodge.test", remind=True) == [Outcome.AGAIN]


def test_two_hundred_lines_cost_two_look_ups(alice: User, invite: Invite) -> None:
    invite("p3@lodge.test")
    text = "alice@lodge.test\n" + "\n".join(f"p{number}@lodge.test" for number in range(200))
    with CaptureQueriesContext(connection) as statements:
        found = outcomes(text)
    assert len(statements) == 2
    assert found.count(Outcome.INVITED) == 199


def test_two_hundred_are_invited_with_as_many_statements_as_two(
    admin: User, invite: Invite
) -> None:
    """And each is what it would be alone."""
    counts = []
    groups = [Group.objects.create(name="testers")]
    for beginning, number in (("a", 2), ("b", 200)):
        steps = plan(
            parse_list.from_text(
                "\n".join(f"{beginning}{each}@lodge.test" for each in range(number))
            )
        )
        with CaptureQueriesContext(connection) as statements:
            assert len(invitation_sending.carry_out(steps, by=admin, groups=groups)) == number
        counts.append(len(statements))
    assert counts[1] <= counts[0] + 10, "some go in batches"
    rows = list(Invitation.objects.select_related("mail").prefetch_related("groups"))
    assert len(rows) == 202
    assert all(row.mail and row.mail.about == str(row.pk) for row in rows)
    assert all(list(row.groups.all()) == groups and not row.has_ended for row in rows)


def test_plan_is_carried_out_once(alice: User, admin: User) -> None:
    text = f"Dora <{DORA}>\n{DORA}\nalice@lodge.test\nnobody"
    invitation_sending.carry_out(plan(parse_list.from_text(text)), by=admin)
    invitation_sending.carry_out(plan(parse_list.from_text(text)), by=admin)
    [invitation] = Invitation.objects.all()
    assert (invitation.address, invitation.full_name, invitation.invited_by) == (
        DORA,
        "Dora",
        admin,
    )
    assert invitation.mail is not None
    [sent] = delivered()
    assert (sent.to, sent.subject) == ([DORA], "You are invited to Lodge")
    assert "Hello Dora," in sent.body
    assert "Ada Min invites you to Lodge" in sent.body


def test_no_row_holds_the_link(invite: Invite) -> None:
    invite()
    [sent] = delivered()
    [link] = [line for line in str(sent.body).splitlines() if line.startswith("http")]
    key = link.rstrip("/").rpartition("/")[2]
    assert len(key) > 50
    assert key not in f"{list(Invitation.objects.values())}{list(Mail.objects.values())}"


@pytest.mark.django_db(transaction=True)
def test_who_is_invited_by_several_at_once_is_invited_once(admin: User) -> None:
    steps = plan(parse_list.from_text(DORA))
    done = at_once(5, lambda: invitation_sending.carry_out(steps, by=admin))
    assert [error for error in done if isinstance(error, Exception)] == []
    assert Invitation.objects.count() == 1
    assert len(delivered()) == 1


def test_to_send_again_begins_the_days_anew_and_the_mail_of_before_works(invite: Invite) -> None:
    invitation = invite()
    end(invitation)
    assert invitation_sending.send_again(invitation)
    invitation.refresh_from_db()
    assert not invitation.has_ended
    assert len(delivered()) == 2, "the mail of before had not left yet, and is good again"
    assert invitation_sending.withdraw(invitation)
    assert not invitation_sending.send_again(invitation)
    assert not invitation_sending.withdraw(invitation)


def test_a_mail_that_has_not_left_does_not_go_once_there_is_nothing_to_say(invite: Invite) -> None:
    invitation_sending.withdraw(invite("a@lodge.test"))
    end(invite("b@lodge.test"))
    assert delivered() == []
    assert not Mail.objects.exists()


def test_unused_invitations_are_deleted(invite: Invite, settings: object) -> None:
    kept, old, gone = (invite(f"{name}@lodge.test") for name in ("kept", "old", "gone"))
    end(kept)
    Invitation.objects.filter(pk=old.pk).update(expires_at="2026-01-01T00:00Z")
    Invitation.objects.filter(pk=gone.pk).update(
        state=InvitationState.WITHDRAWN, state_since="2026-01-01T00:00Z"
    )
    tasks.clean_up()
    assert list(Invitation.objects.all()) == [kept]
