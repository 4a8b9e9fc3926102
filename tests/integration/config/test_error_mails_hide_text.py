"""A page that breaks tells those who run Lodge where and why, and nothing of what somebody was writing."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.test import Client, RequestFactory

from accounts.models import User
from config.error_reports import QuietExceptionReporter
from config.log_redaction import redact
from issues.models import State, Submission
from tests.integration.issues.outbox.conftest import make_row
from tests.support.mails import delivered

SECRET = "Unspeakable"


def test_the_mail_about_a_form_that_broke_holds_none_of_it(
    alice: User, sign_in: Any, link: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    held = link(alice)
    client: Client = sign_in(alice)
    client.raise_request_exception = False
    monkeypatch.setattr("issues.views.form.post.read", _break)
    address = f"/report/{held.sites.first().cloud_id}/DEMO/10001/?summary={SECRET}"
    typed = {
        "summary": SECRET,
        "description": SECRET,
        "files": SimpleUploadedFile(f"{SECRET}.txt", b"x"),
    }
    answer = client.post(
        address, typed, headers={"referer": f"http://lodge.test/x/?summary={SECRET}"}
    )
    assert answer.status_code == 500
    (mail,) = delivered()
    assert "a slip" in mail.body
    assert "summary" in mail.body
    assert SECRET not in mail.body
    assert "alice" not in mail.body
    assert SECRET not in caplog.text


def _break(request: HttpRequest) -> None:
    raise RuntimeError("a slip")


def test_the_page_of_a_developer_holds_none_of_it_either(rf: RequestFactory) -> None:
    request = rf.post(f"/x/?summary={SECRET}", {"summary": SECRET})
    try:
        raise RuntimeError("a slip")
    except RuntimeError as error:
        reporter = QuietExceptionReporter(request, RuntimeError, error, error.__traceback__)
        assert SECRET not in reporter.get_traceback_html()
        assert SECRET not in reporter.get_traceback_text()


@pytest.mark.django_db
def test_a_row_that_postgresql_refuses_is_not_quoted(alice: User) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL quotes it")
    row = make_row(alice, State.DRAFT, summary=f"{SECRET}).\nand more")
    with pytest.raises(DatabaseError) as refused:
        Submission.objects.filter(pk=row.pk).update(looks=-1)
    assert SECRET in str(refused.value)
    assert SECRET not in redact(f"ERROR x\n{refused.value}\nmore")
