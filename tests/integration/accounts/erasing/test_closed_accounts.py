"""A closed Atlassian account leaves every table, whoever's rows name it; an ended link's id leaves in the end."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.distinct_values import distinct
from accounts.models import User
from integrations.models import Connection, ConnectionState
from integrations.user_lifecycle import changed_accounts, retention, stored_accounts
from issues.models import (
    Comment,
    IssueEvent,
    IssueFollower,
    MirroredIssue,
    ProjectWatch,
    State,
    Submission,
)
from tests.integration.accounts.erasing.conftest import matches

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def in_the_mirror(user: User, account_id: str, **more: Any) -> MirroredIssue:
    """An issue that names the account wherever one can be named."""
    now = timezone.now()
    issue = MirroredIssue.objects.create(
        cloud_id="c",
        issue_id=f"1{MirroredIssue.objects.count()}",
        issue_key="DEMO-1",
        project_id="1",
        assignee_id=account_id,
        assignee_name="Old Name",
        comment_id="7",
        comment_author_id=account_id,
        comment_author="Old Name",
        comment_text="Hello",
        covered_by=account_id,
        **more,
    )
    IssueEvent.objects.create(
        issue=issue,
        kind="assigned",
        remote="9",
        at=now,
        author_id=account_id,
        author_name="Old Name",
        concerns=account_id,
        new="Old Name",
    )
    ProjectWatch.objects.create(
        cloud_id="c", project_id=issue.issue_id, reader=account_id, next_search_at=now
    )
    IssueFollower.objects.create(user=user, issue=issue, account_id=account_id, since=now)
    return issue


def accounts_of(user: User) -> set[str]:
    return set(Submission.objects.filter(owner=user).values_list("account_id", flat=True)) - {""}


def test_nothing_names_a_closed_account_any_more(everything: User, bob: User, folder: Path) -> None:
    ids = accounts_of(everything) | set(
        Connection.objects.filter(user=everything).values_list("account_id", flat=True)
    )
    issues = [in_the_mirror(bob, each) for each in ids]
    assert {"issues_mirroredissue", "issues_issueevent", "issues_submission"} <= matches(
        sorted(ids), folder
    ).keys()
    reports = Submission.objects.filter(owner=everything).count()
    for each in ids:
        cache.set(f"jira:naming:{each}", {"assignee": each})

    assert changed_accounts.erase(ids) > len(issues)

    assert matches([*ids, "Old Name"], folder) == {}
    assert Submission.objects.filter(owner=everything).count() == reports
    assert User.objects.filter(pk=everything.pk).exists()
    for each in ids:
        assert cache.get(f"jira:naming:{each}") is None
    assert changed_accounts.erase(ids) == 0, "a second time there is nothing to do"


def test_what_is_being_sent_keeps_its_account_until_it_has_settled(everything: User) -> None:
    [account_id] = accounts_of(everything)
    sending = Submission.objects.filter(owner=everything).first()
    assert sending is not None
    Submission.objects.filter(pk=sending.pk).update(state=State.SENDING)
    changed_accounts.erase({account_id})
    assert accounts_of(everything) == {account_id}
    Submission.objects.filter(pk=sending.pk).update(state=State.FILED)
    changed_accounts.erase({account_id})
    assert accounts_of(everything) == set()


def test_a_changed_name_is_read_again_or_goes(everything: User, bob: User) -> None:
    ids = accounts_of(everything)
    [account_id] = ids
    later = timezone.now() + timedelta(hours=9)
    read = in_the_mirror(bob, account_id, next_read_at=later)
    unread = in_the_mirror(bob, account_id)
    Connection.objects.filter(account_id=account_id).delete()
    changed_accounts.read_again(ids)
    read.refresh_from_db()
    unread.refresh_from_db()
    assert read.next_read_at is not None
    assert read.next_read_at < later, "it is read again at once"
    assert (unread.assignee_name, unread.comment_author) == ("", "")
    assert set(IssueEvent.objects.values_list("author_name", flat=True)) == {""}


def test_the_id_of_a_link_that_ended_long_ago_leaves_what_is_settled(
    everything: User, bob: User
) -> None:
    [account_id] = accounts_of(everything)
    in_the_mirror(bob, account_id)
    waits = Submission.objects.filter(owner=everything).first()
    assert waits is not None
    Submission.objects.filter(owner=everything).update(state=State.FILED)
    Submission.objects.filter(pk=waits.pk).update(state=State.QUEUED)
    long_ago = timezone.now() - timedelta(days=configured.ENDED_LINKS_KEPT_DAYS + 1)
    Connection.objects.filter(account_id=account_id).update(
        state=ConnectionState.DISCONNECTED, state_since=long_ago
    )
    retention.ended_links()
    kept = Submission.objects.filter(account_id=account_id)
    assert [each.pk for each in kept] == [waits.pk], "what waits still knows for which account"
    assert not Comment.objects.filter(account_id=account_id).exists()
    assert not IssueFollower.objects.filter(account_id=account_id).exists()
    # As somebody's assignee it stays, and is reported like others.
    assert account_id in set(stored_accounts._found())


def test_an_id_that_another_link_still_has_stays(everything: User, bob: User) -> None:
    [account_id] = accounts_of(everything)
    long_ago = timezone.now() - timedelta(days=configured.ENDED_LINKS_KEPT_DAYS + 1)
    Connection.objects.create(
        account_id="another-account-that-ended-000",
        former_user=bob,
        state=ConnectionState.DISCONNECTED,
        state_since=long_ago,
    )
    retention.ended_links()
    assert accounts_of(everything) == {account_id}


def test_distinct_values_are_found_however_many_there_are(bob: User) -> None:
    now = timezone.now()
    MirroredIssue.objects.bulk_create(
        MirroredIssue(
            cloud_id="c",
            issue_id=str(each),
            issue_key="D-1",
            project_id="1",
            assignee_id=f"a{each % 701:04}" if each % 3 else "",
            read_at=now,
        )
        for each in range(2200)
    )
    found = list(distinct(MirroredIssue, "assignee_id"))
    wanted = MirroredIssue.objects.exclude(assignee_id="").values_list("assignee_id", flat=True)
    assert found == sorted(set(wanted))
    assert len(found) == 701


def test_the_command_lists_every_table_and_counts_a_persons_rows(everything: User) -> None:
    out = StringIO()
    call_command("personal_data", stdout=out)
    lines = out.getvalue()
    assert "integrations.connection" in lines
    assert "ids at Atlassian: account_id" in lines
    assert "issues.mirroredissue" in lines
    out = StringIO()
    call_command("personal_data", everything.username, stdout=out)
    assert "issues.submission" in out.getvalue()
    with pytest.raises(CommandError, match="no user"):
        call_command("personal_data", "nobody-of-this-name")
