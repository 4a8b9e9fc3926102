"""A comment in doubt that its writer has sent again."""

import pytest
from django.urls import reverse

from issues.models import State
from issues.outbox.outcomes import Reason
from tests.integration.issues.similar_issues.conftest import Table
from tests.integration.issues.similar_issues.test_similar_pages import _with_button

pytestmark = pytest.mark.django_db


def test_it_is_looked_for_twice_later_as_what_else_was_sent_again(table: Table) -> None:
    key = table.issue()
    row = table.queued(key, state=State.BLOCKED, blocked_reason=Reason.ASK, tries=1)
    page = table.get(reverse("comment", args=[row.pk]))
    table.send(page, _with_button(page, "again"), "answer=again")
    row.refresh_from_db()
    assert (row.state, row.resent) == (State.FILED, True)
    assert row.recheck_at is not None
