"""A site moves: what Lodge stores about it moves along by a table, is read back there, and never twice."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from integrations.models import Connection, Site
from issues.models import BugForm, Comment, IssueAct, MirroredIssue, SavedQuery, State, Submission
from issues.repointing import apply
from issues.repointing.move import moves
from issues.repointing.table import read
from tests.integration.issues.reading.conftest import Team, ticks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

OLD = "aaaaaaaa-0000-4000-8000-00000000dead"
OLD_URL = "https://jira.corp.test"


def moved(team: Team, user: User, **more: Any) -> Submission:
    """A report whose issue is at "Demo team" now, and that Lodge still holds at the old site, under old keys."""
    report = team.file(user)
    number = report.issue_key.partition("-")[2]
    Submission.objects.filter(pk=report.pk).update(
        **{
            "cloud_id": OLD,
            "site_url": OLD_URL,
            "site_name": "Corp",
            "issue_key": f"OLD-{number}",
            "issue_id": "99",
            "project_key": "OLD",
            "project_id": "98",
            "account_id": "jdoe",
            **more,
        }
    )
    report.refresh_from_db()
    return report


@pytest.fixture
def table(tmp_path: Path, team: Team, alice: User) -> Path:
    """The table, for an account that is linked at the new site."""
    account_id = team.join(alice)
    file = tmp_path / "table.csv"
    url = team.site["url"]
    file.write_text(
        f"kind,old,new\nsite,{OLD_URL}/,{url}\nproject,OLD,DEMO\naccount,jdoe,{account_id}\ntype,1,7\n"
    )
    return file


def run(table: Path, *options: str) -> str:
    out = StringIO()
    call_command("repoint", f"--table={table}", *options, stdout=out)
    return out.getvalue()


def stored() -> list[tuple[Any, ...]]:
    columns = ("pk", "cloud_id", "site_url", "issue_key", "issue_id", "account_id", "state")
    return list(Submission.objects.order_by("pk").values_list(*columns))


def test_without_apply_it_is_only_shown(team: Team, alice: User, table: Path) -> None:
    moved(team, alice)
    before = stored()
    said = run(table)
    assert "reports 1" in said
    assert "Nothing was changed" in said
    assert stored() == before


def test_a_report_is_read_back_from_the_new_site_and_followed_there(
    team: Team,
    alice: User,
    table: Path,
) -> None:
    report = moved(team, alice)
    filed = report.issue_key.replace("OLD", "DEMO")
    MirroredIssue.objects.create(
        cloud_id=OLD, issue_id="99", issue_key=report.issue_key, project_id="98"
    )
    said = run(table, "--apply")
    assert f"{filed}: read back as {filed}" in said
    assert "read back: 1, not found: 0" in said
    assert "after: reports 0" in said
    report.refresh_from_db()
    assert (report.cloud_id, report.site_url) == (team.cloud_id, team.site["url"])
    assert (report.issue_key, report.project_key) == (filed, "DEMO")
    assert report.issue_id.isdecimal()
    assert report.issue_id != "99"
    assert report.last_noted(report.pk) == "moved"
    assert not MirroredIssue.objects.filter(cloud_id=OLD).exists()
    ticks()
    assert MirroredIssue.objects.get().status


def test_a_second_run_finds_nothing_to_do(team: Team, alice: User, table: Path) -> None:
    moved(team, alice)
    run(table, "--apply")
    before, calls = stored(), team.last_call()
    said = run(table, "--apply")
    assert "before: reports 0" in said
    assert stored() == before
    assert team.calls(after=calls) == []


def test_what_is_not_there_is_marked_once(team: Team, alice: User, table: Path) -> None:
    report = moved(team, alice, issue_key="OLD-99999")
    with pytest.raises(CommandError, match="1 reports were not found"):
        run(table, "--apply")
    assert report.last_noted(report.pk) == "moved_not_found"
    assert "not found: 0" in run(table, "--apply"), "it is marked, and not asked for again"


def test_an_interrupted_run_goes_on_where_it_stopped(
    team: Team,
    alice: User,
    table: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(3):
        moved(team, alice)
    monkeypatch.setattr(apply, "BATCH", 1)

    class StopError(Exception):
        pass

    heard: list[int] = []

    def stop(kind: str, done: int) -> None:
        heard.append(done)
        if len(heard) == 2:
            raise StopError

    [move] = moves(read(table.read_bytes()))
    with pytest.raises(StopError):
        apply.apply(move, stop)
    assert Submission.objects.filter(cloud_id=OLD).count() == 1
    assert "read back: 3" in run(table, "--apply")


def test_what_is_under_way_stays_until_it_has_settled(
    team: Team,
    alice: User,
    table: Path,
) -> None:
    report = moved(team, alice, state=State.UNCONFIRMED)
    said = run(table, "--apply")
    assert "under way 1" in said
    report.refresh_from_db()
    assert report.cloud_id == OLD
    Submission.objects.filter(pk=report.pk).update(state=State.FILED)
    assert "read back: 1" in run(table, "--apply")


@pytest.mark.parametrize("state", [State.QUEUED, State.BLOCKED])
def test_what_waited_is_a_draft_again_and_never_sent_with_old_ids(
    team: Team,
    alice: User,
    table: Path,
    state: str,
) -> None:
    report = moved(team, alice, state=state, issue_key="", issue_id="", values={"summary": "Mine"})
    run(table, "--apply")
    report.refresh_from_db()
    assert (report.state, report.issue_type_id, report.project_key) == (State.DRAFT, "7", "DEMO")
    assert report.values == {"summary": "Mine"}


def test_forms_queries_comments_acts_and_the_usual_site_move_along(
    team: Team,
    alice: User,
    table: Path,
) -> None:
    moved(team, alice)
    place = {"cloud_id": OLD, "site_name": "Corp"}
    form = BugForm.objects.create(name="F", slug="f", project_key="OLD", issue_type_id="1", **place)
    query = SavedQuery.objects.create(owner=alice, name="Q", jql="project = OLD", **place)
    sent = {"owner": alice, "account_id": "jdoe", "issue_key": "OLD-1", "site_url": OLD_URL}
    comment = Comment.objects.create(**place, **sent, text="Hello", state=State.FILED)
    act = IssueAct.objects.create(**place, **sent, issue_id="99", kind="assign")
    link = Connection.objects.get(user=alice)
    old_site = Site.objects.create(connection=link, cloud_id=OLD, url=OLD_URL, name="Corp")
    Connection.objects.filter(pk=link.pk).update(default_site=old_site)
    run(table, "--apply")
    for row in (form, query, comment, act, link):
        row.refresh_from_db()
    assert (form.cloud_id, form.project_key, form.issue_type_id) == (team.cloud_id, "DEMO", "7")
    assert (query.cloud_id, query.jql, query.version) == (team.cloud_id, "project = DEMO", 2)
    for row in (comment, act):
        assert (row.cloud_id, row.issue_key, row.account_id) == (
            team.cloud_id,
            "DEMO-1",
            link.account_id,
        )
    assert link.default_site is not None
    assert link.default_site.cloud_id == team.cloud_id


def test_a_renamed_site_keeps_its_ids(team: Team, alice: User, tmp_path: Path) -> None:
    team.join(alice)
    report = team.file(alice)
    Submission.objects.update(site_url="https://old-name.atlassian.net")
    file = tmp_path / "t.csv"
    file.write_text(f"kind,old,new\nsite,https://old-name.atlassian.net,{team.cloud_id}\n")
    assert "before: reports 1" in run(file)
    assert "after: reports 0" in run(file, "--apply")
    key, number = report.issue_key, report.issue_id
    report.refresh_from_db()
    assert (report.site_url, report.issue_key, report.issue_id) == (team.site["url"], key, number)
    assert "before: reports 0" in run(file, "--apply")


def test_a_table_that_leads_nowhere_changes_nothing(
    team: Team,
    alice: User,
    tmp_path: Path,
) -> None:
    moved(team, alice)
    file = tmp_path / "t.csv"
    for content, said in (
        (f"kind,old,new\nsite,{OLD_URL},https://nobody.atlassian.net\n", "no link opens"),
        ("kind,old,new\nplace,a,b\n", "Line 2"),
    ):
        file.write_text(content)
        with pytest.raises(CommandError, match=said):
            run(file, "--apply")
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "missing.csv")
