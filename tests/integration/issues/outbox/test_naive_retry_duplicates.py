"""What is usually done after a lost answer, and what comes of it: two issues. Lodge makes one."""

from collections.abc import Callable

import requests

from tests.integration.issues.filing.conftest import CREATE, Desk, come_due, desk, sweep
from tests.integration.issues.filing.test_faults import broken

__all__ = ["desk"]


class PlainClient:
    """Files in Jira as most programs do."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.base = f"{desk.sandbox.url}/ex/jira/{desk.site['cloud_id']}/rest/api/3"
        self.headers = {"Authorization": f"Bearer {desk.sandbox.grant('alice')['access_token']}"}
        project = next(each for each in desk.site["projects"] if each["key"] == "DEMO")
        kind = desk.form_url().rstrip("/").rpartition("/")[2]
        self.body = {
            "fields": {
                "project": {"id": project["id"]},
                "issuetype": {"id": kind},
                "summary": "It broke",
            }
        }

    def create(self) -> None:
        """Once. Raises ConnectionError without an answer."""
        answer = requests.post(
            f"{self.base}/issue", json=self.body, headers=self.headers, timeout=30
        )
        answer.raise_for_status()

    def is_there(self) -> bool:
        """By search."""
        query = {"jql": 'summary ~ "broke" AND created >= "-1h"', "fields": "summary"}
        answer = requests.get(
            f"{self.base}/search/jql", params=query, headers=self.headers, timeout=30
        )
        answer.raise_for_status()
        return bool(answer.json()["issues"])

    def file(self, is_needed: Callable[[], bool] = lambda: True) -> None:
        """Where no answer came: once more, if it *is_needed*."""
        try:
            self.create()
        except requests.ConnectionError:
            if is_needed():
                self.create()


def test_a_plain_retry_after_a_dropped_answer_makes_two(desk: Desk) -> None:
    plain = PlainClient(desk)
    broken(desk, "drop_after_commit")
    plain.file()
    assert len(desk.filed()) == 2


def test_lodge_makes_one_of_a_dropped_answer(desk: Desk) -> None:
    broken(desk, "drop_after_commit")
    desk.file()
    for _ in range(3):
        come_due()
        sweep()
    assert len(desk.filed()) == len(desk.sandbox.calls("POST", CREATE)) == 1


def test_looking_once_makes_two_where_jira_commits_late(desk: Desk) -> None:
    plain, after = PlainClient(desk), desk.sandbox.last_event()
    broken(desk, "commit_late", seconds=4)
    plain.file(is_needed=lambda: not plain.is_there())
    while len(desk.filed()) < 2:
        after = desk.sandbox.wait_for("issue_created", after=after)["n"]
    assert len(desk.filed()) == 2


def test_lodge_looks_again_and_makes_one_where_jira_commits_late(desk: Desk) -> None:
    desk.somebody_elses_issue()
    after = desk.sandbox.last_event()
    broken(desk, "commit_late", seconds=4)
    desk.file()
    come_due(doubt=False)
    sweep()
    desk.sandbox.wait_for("issue_created", after=after)
    for _ in range(3):
        come_due()
        sweep()
    assert len(desk.filed()) == len(desk.creates()) == 1
