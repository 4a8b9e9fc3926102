"""The example of docs/queries.md, as it stands there: its table is the one that Lodge gives."""

import csv
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from issues.models import SavedQuery
from tests.integration.issues.queries.conftest import QueryDesk, finish
from tests.integration.sandbox.jira_client import document
from tests.support.paths import ROOT

pytestmark = pytest.mark.django_db


def table_of_the_example(desk: QueryDesk, folder: Path) -> list[list[str]]:
    """Run the script of the document with a refresh token and the id of a site."""
    page = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    file = folder / "table.py"
    file.write_text(script, encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONIOENCODING": "utf-8",
        "ATLASSIAN_AUTH_URL": desk.sandbox.url,
        "ATLASSIAN_API_URL": desk.sandbox.url,
        "ATLASSIAN_CLIENT_ID": desk.sandbox.client_id,
        "ATLASSIAN_CLIENT_SECRET": desk.sandbox.client_secret,
        "REFRESH_TOKEN": desk.sandbox.grant("alice")["refresh_token"],
        "CLOUD_ID": desk.cloud_id,
        "PROJECT": "DEMO",
    }
    run = subprocess.run(
        [sys.executable, str(file)], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return list(csv.reader(io.StringIO(run.stdout, newline="")))


def test_the_example_and_lodge_give_the_same_table(desk: QueryDesk, tmp_path: Path) -> None:
    """More than a page of issues, with and without a description, some of which begin as formulas."""
    for said in (document("It broke", "twice"), document("=1+1"), None):
        fields = {"summary": "A bug", "description": said} if said else {"summary": "A bug"}
        desk.issues("A bug", count=40, fields=fields)
    page = desk.get(f"/queries/new/?site={desk.cloud_id}")
    form = next(each for each in page.forms if each.has("jql"))
    about: dict[str, Any] = {"name": "Texts", "jql": "project = {project} ORDER BY key"}
    about |= {"columns": ["issuekey", "description"]}
    page = desk.send(page, form, press="do=save", **about)
    desk.send(page, next(each for each in page.forms if each.has("jql")), press="do=save")
    saved = SavedQuery.objects.get()
    answer: Any = desk.client.get(f"/queries/{saved.pk}/csv/", {"p-project": "DEMO"})
    data = b"".join(answer.streaming_content).decode("utf-8-sig")
    finish(answer)
    of_lodge = list(csv.reader(io.StringIO(data, newline="")))
    assert len(of_lodge) == 121
    assert [row[1] for row in of_lodge[1::40]] == ["It broke\ntwice", "'=1+1", ""]
    assert table_of_the_example(desk, tmp_path) == of_lodge
