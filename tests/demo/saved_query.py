"""A saved query, from its form to a file."""

import csv
import io
import time

from tests.support.http_visitor import Visitor


def run_a_query(visitor: Visitor, url: str, key: str) -> int:
    """Save a query for what this account created where *key* is, and take its rows along; how many."""
    from issues.models import Submission

    cloud_id = Submission.objects.get(issue_key=key).cloud_id
    page = visitor.get(f"{url}/queries/new/?site={cloud_id}")
    form = page.form_with("jql")
    jql = "creator = {me} ORDER BY created DESC"
    page = visitor.send(form, form.named("do")[0], name="Filed by the demo", jql=jql)
    assert "Filed by the demo" in page.text, page.text
    for _attempt in range(5):
        rows = _rows(visitor, f"{page.url.split('?')[0]}csv/")
        if key in [row[0] for row in rows]:
            return len(rows) - 1
        time.sleep(3)  # Jira's index lags
    raise AssertionError(f"{key} is not among {rows}")


def _rows(visitor: Visitor, address: str) -> list[list[str]]:
    answer = visitor.session.get(address, timeout=60)
    answer.raise_for_status()
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
