"""Saved queries are checked again: what Jira no longer understands is told, and costs what is due."""

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.models import Token
from issues import tasks
from issues.models import SavedQuery
from issues.queries.jql_statement import to_check
from tests.integration.issues.queries.conftest import QueryDesk

pytestmark = pytest.mark.django_db

UNKNOWN = "Field 'universe' does not exist or you do not have permission to view it."


def test_due_queries_are_checked_in_one_call_for_each_site(desk: QueryDesk) -> None:
    """With the owner's token; the next check is a day away."""
    good, bad = desk.saved(name="A"), desk.saved("project = DEMO OR universe = 1", name="B")
    later = desk.saved(next_check_at=timezone.now() + timedelta(hours=1))
    assert tasks.check_queries() == 2
    for saved in (good, bad, later):
        saved.refresh_from_db()
    assert (good.problems, bad.problems) == ([], [UNKNOWN])
    assert good.checked_at is not None
    assert later.checked_at is None
    assert len(desk.sandbox.calls("POST", "/jql/parse$")) == 1
    assert tasks.check_queries() == 0


def test_a_token_that_has_expired_is_not_renewed_for_a_check(desk: QueryDesk) -> None:
    """The check waits until its owner comes."""
    saved = desk.saved()
    Token.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert tasks.check_queries() == 0
    saved.refresh_from_db()
    assert saved.checked_at is None
    assert saved.next_check_at > timezone.now() + timedelta(hours=5)
    assert desk.sandbox.calls("POST", "/jql/parse$") == []


def test_jira_that_is_down_leaves_what_is_known(desk: QueryDesk) -> None:
    """No answer proves nothing."""
    saved = desk.saved(problems=[UNKNOWN])
    desk.sandbox.fault("status", path="/jql/parse$", status=503, times=None)
    assert tasks.check_queries() == 0
    saved.refresh_from_db()
    assert (saved.problems, saved.checked_at) == ([UNKNOWN], None)


def test_a_query_that_changed_meanwhile_is_not_told_about_its_past(desk: QueryDesk) -> None:
    """A check is of one version."""
    from issues.queries.check_against_jira import note

    saved = desk.saved()
    SavedQuery.objects.update(version=2)
    note(saved, [UNKNOWN])
    saved.refresh_from_db()
    assert saved.problems == []


@pytest.mark.parametrize(
    ("jql", "expected"),
    [
        ("project = DEMO", "project = DEMO"),
        ("creator = {me}", "creator = currentUser()"),
        ("a = 1 AND created >= {since}", 'a = 1 AND created >= "2026-01-31"'),
        ("a = 1 AND (b = {text} OR c = {text})", "a = 1"),
        ("a = {text}", ""),
        ("NOT a = {text} ORDER BY b", ""),
        ("a = {given} ORDER BY b", 'a = "x" ORDER BY b'),
    ],
)
def test_what_is_checked_without_a_reader(jql: str, expected: str) -> None:
    """Clauses whose value nobody gave are left out: Jira would refuse any invented one."""
    parameters = {
        "since": {"kind": "date", "label": "", "default": ""},
        "given": {"kind": "text", "label": "", "default": "x"},
    }
    assert to_check(SavedQuery(jql=jql, parameters=parameters)) == expected
