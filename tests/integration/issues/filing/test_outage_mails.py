"""An outage of Jira is no error of ours: the people who run Lodge get no mail for each page that it spoils."""

import pytest
from django.core.cache import cache

from tests.integration.issues.filing.conftest import Desk
from tests.support.mails import delivered


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_page_that_jira_spoils_mails_nobody(desk: Desk, status: int) -> None:
    cache.clear()
    desk.sandbox.fault("status", path="/rest/api/3/", times=None, status=status)
    page = desk.get(f"/report/{desk.site['cloud_id']}/DEMO/")
    assert page.status == 503
    assert [sent.subject for sent in delivered()] == []
