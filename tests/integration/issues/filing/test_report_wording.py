"""The one sentence of a report's page, and its next step, are right whatever becomes of what belongs to it."""

from datetime import timedelta
from itertools import combinations_with_replacement
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from issues.models import Attachment, IssueLink, Part, State, Submission
from issues.outbox.states import Reason
from issues.wording import common, part_wording, report_wording
from tests.integration.issues.filing.conftest import Desk
from tests.integration.issues.filing.test_file_a_bug import one_sentence_one_button
from tests.integration.issues.filing.test_report_pages import stored

# Nothing of it is Lodge's to do, nor its writer's here: what becomes of it stands in Jira.
OVER = "the last comment on it are shown here."
LINKING = (Reason.LINK, Reason.SCOPE, Reason.ACCOUNT)
TRYING = (
    Reason.SITE,
    Reason.NO_FILES,
    Reason.DENIED,
    Reason.NOT_FOUND,
    Reason.GAVE_UP,
    Reason.SCOPE,
)
# What a look can meet, and stays in doubt for.
NOT_SEEN = (Reason.LINK, Reason.SITE, Reason.ACCOUNT, Reason.SCOPE, Reason.MISCONFIGURED)
LATER = {"tries": 2, "next_attempt_at": timezone.now() + timedelta(days=9)}

Standing = tuple[State, dict[str, Any]]
ANY: list[Standing] = [
    (State.DRAFT, {}),
    (State.QUEUED, {}),
    (State.QUEUED, LATER),
    (State.SENDING, {}),
    (State.UNCONFIRMED, {}),
    *((State.UNCONFIRMED, {"blocked_reason": reason}) for reason in NOT_SEEN),
    (State.FILED, {}),
    (State.REJECTED, {"messages": ["Zu groß"]}),
    *((State.BLOCKED, {"blocked_reason": reason}) for reason in Reason),
    (State.WITHDRAWN, {}),
]
REPORTS = [*ANY, (State.UNCONFIRMED, {"blocked_reason": Reason.ASK})]
FEW = [(), *((each,) for each in ANY), *combinations_with_replacement(ANY, 2)]


def name(standing: object) -> str:
    """For the list of tests."""
    match standing:
        case (State() as state, dict() as more):
            return "-".join(
                (state, more.get("blocked_reason", "") or ("later" if "tries" in more else ""))
            )
        case _:
            return "+".join(name(each) for each in standing) if isinstance(standing, tuple) else ""


def report(standing: Standing) -> Submission:
    """One that was never saved."""
    state, more = standing
    return Submission(state=state, issue_key="DEMO-7" if state == State.FILED else "", **more)


def part(standing: Standing, of: Submission, number: int) -> Part:
    """A file, then a link."""
    state, more = standing
    if number:
        return IssueLink(submission=of, state=state, words="blocks", other_key="DEMO-1", **more)
    return Attachment(submission=of, state=state, name="log.txt", size=5, **more)


def needs_owner(standing: Standing) -> bool:
    """Nothing more becomes of it before its owner does something."""
    state, more = standing
    of_admins = (Reason.MISCONFIGURED, Reason.SHARED)
    return state == State.REJECTED or more.get("blocked_reason", of_admins[0]) not in of_admins


def is_over(standing: Standing) -> bool:
    """It came to an end that nobody has to look at."""
    return standing[0] in (State.FILED, State.WITHDRAWN)


@pytest.mark.parametrize("parts", FEW, ids=name)
def test_once_the_report_is_filed_its_sentence_tells_of_all_that_needs_its_owner(
    parts: tuple[Standing, ...],
) -> None:
    row = report((State.FILED, {}))
    lines = [part_wording.line(part(each, row, number), row) for number, each in enumerate(parts)]
    headline, next_ = report_wording.headline(row, lines), report_wording.what_next(row, lines)
    needy = [each for each in parts if needs_owner(each)]
    assert headline.startswith("Your report is in Jira as DEMO-7.")
    assert ("need" in headline) == bool(needy)
    files, links = (sum(map(needs_owner, parts[at : at + 1])) for at in (0, 1))
    assert ("1 file" in headline, "1 link" in headline) == (bool(files), bool(links))
    named = {0: "ile “log.txt”", 1: "ink “blocks DEMO-1”"}
    assert bool(needy) == any(
        named[at] in next_ for at, each in enumerate(parts) if needs_owner(each)
    )
    assert next_.endswith(OVER) == all(is_over(each) for each in parts)
    assert ("follow by themselves" in next_) == (
        any(not is_over(each) for each in parts)
        and not any(needs_owner(each) or each[1].get("blocked_reason") for each in parts)
    )
    reasons = [each[1].get("blocked_reason") for each in parts]
    if Reason.MISCONFIGURED in reasons and not needy:
        assert "nothing that you did" in next_
    if any(reason in LINKING for reason in reasons):
        assert "Link" in next_
    for line, each in zip(lines, parts, strict=True):
        assert line.link_again == (each[1].get("blocked_reason") in LINKING)
        # Whatever is stuck for good has a button beside it, or a mend elsewhere that is told.
        if needs_owner(each):
            elsewhere = "administrator of that site" in line.told
            assert line.ask or line.try_again or line.leave or line.link_again or elsewhere
            assert line.told
            assert line.tag.kind in ("you", "bad")
    if "Try again" in next_ or "try again" in next_:
        assert any(line.try_again for line in lines)
    if "leave it out" in next_:
        assert any(line.leave for line in lines)


@pytest.mark.parametrize("parts", [(), *((each,) for each in ANY)], ids=name)
@pytest.mark.parametrize("standing", [each for each in REPORTS if each[0] != State.FILED], ids=name)
def test_until_then_what_belongs_to_it_changes_nothing(
    standing: Standing, parts: tuple[Standing, ...]
) -> None:
    row = report(standing)
    lines = [part_wording.line(part(each, row, number), row) for number, each in enumerate(parts)]
    assert report_wording.headline(row, lines) == report_wording.headline(row)
    assert report_wording.what_next(row, lines) == report_wording.what_next(row)
    assert OVER not in report_wording.what_next(row)
    assert not any(line.ask or line.try_again or line.leave or line.link_again for line in lines)
    if standing[0] == State.BLOCKED:
        reason = standing[1]["blocked_reason"]
        assert common.link_again(row) == (reason in LINKING)
        assert common.try_again(row) == (reason in TRYING)


def test_one_that_is_in_jira_twice_is_not_done_with() -> None:
    row = report((State.FILED, {}))
    assert OVER not in report_wording.what_next(row, (), ["DEMO-8"])
    assert "close one of the two" in report_wording.what_next(row, (), ["DEMO-8"])


def test_every_combination_is_a_page_with_one_main_button(desk: Desk, alice: User) -> None:
    rows = {name(each): stored(desk, alice, each[0], **each[1]) for each in REPORTS}
    Submission.objects.filter(state=State.FILED).update(issue_key="DEMO-7")
    for standing in ANY:
        Attachment.objects.all().delete()
        for row in rows.values():
            part(standing, row, 0).save()
        for which in rows.values():
            page = desk.get(f"/reports/{which.pk}/")
            assert page.status == 200
            one_sentence_one_button(page)
            filed = which.state == State.FILED
            assert page.html.count(">Link again</a>") == int(
                common.link_again(which) or (filed and standing[1].get("blocked_reason") in LINKING)
            )


@pytest.mark.parametrize(
    "standing", [(State.BLOCKED, {"blocked_reason": each}) for each in Reason], ids=name
)
def test_a_part_that_needs_its_owner_is_on_the_reports_page(
    desk: Desk, alice: User, standing: Standing
) -> None:
    row = stored(desk, alice, State.FILED, issue_key="DEMO-7")
    part(standing, row, 0).save()
    page = desk.get(f"/reports/{row.pk}/")
    assert (OVER in page.text) == (not needs_owner(standing))
    assert ("1 file needs you." in page.text) == needs_owner(standing)


def test_a_refused_file_can_be_left_out_and_then_nothing_more_is_to_be_done(
    desk: Desk, alice: User
) -> None:
    row = stored(desk, alice, State.FILED, issue_key="DEMO-7")
    refused = part((State.REJECTED, {"messages": ["Zu groß"]}), row, 0)
    refused.save()
    page = desk.get(f"/reports/{row.pk}/")
    page = desk.send(page, page.form_with("answer"), press="answer=leave")
    refused.refresh_from_db()
    assert refused.state == State.WITHDRAWN
    assert OVER in page.text
    assert "You left a file out" in page.text


def test_what_is_in_doubt_is_never_offered_to_be_filed_as_another_account(
    desk: Desk, alice: User
) -> None:
    row = stored(desk, alice, State.UNCONFIRMED, blocked_reason=Reason.ACCOUNT)
    page = desk.get(f"/reports/{row.pk}/")
    assert "as a new one" not in page.text
    assert "your present one" not in page.text
    row = stored(desk, alice, State.BLOCKED, blocked_reason=Reason.ACCOUNT)
    assert desk.get(f"/reports/{row.pk}/").has_link("File the same text as a new one")
