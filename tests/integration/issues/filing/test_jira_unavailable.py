"""What a page says when the door is shut for a while."""

import re

from issues.models import Submission
from tests.integration.issues.filing.conftest import Desk


def test_a_jira_that_asks_us_to_wait_is_told_with_a_time_of_day(desk: Desk) -> None:
    headers = {"Retry-After": "300"}
    desk.sandbox.fault("status", path="project/search", status=429, headers=headers)
    page = desk.get(f"/report/?site={desk.site['cloud_id']}")
    assert page.status == 503
    assert "Jira asks Lodge to wait." in page.text
    assert re.search(r"It takes new ones again at \d\d:\d\d\.|at \d+ \w+, \d\d:\d\d\.", page.text)
    assert "seconds" not in page.text


def test_pages_of_a_list_are_turned_alike_everywhere(desk: Desk) -> None:
    desk.file()
    row = Submission.objects.get()
    for _number in range(20):
        row.pk, row._state.adding = Submission._meta.pk.get_default(), True
        row.save(force_insert=True)
    page = desk.get("/reports/")
    older = desk.get("/reports/" + page.link_to("^Older$").rpartition("/")[2])
    assert older.text.count("It broke") == 1
    assert older.link_to("^Newest$")
