"""A secret of the wrong kind is recognised beside its field, before anything is sent, and never echoed."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from integrations.models import Connection
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.django_db


def jwt(issuer: str) -> str:
    """A token as a sign-in service issues it."""
    parts = [json.dumps(each).encode() for each in ({"alg": "none"}, {"iss": issuer})]
    head, claims = (base64.urlsafe_b64encode(each).rstrip(b"=").decode() for each in parts)
    return f"{head}.{claims}.c2ln"


WRONG = {
    "with a line break": ("ATATT3xFfGF0\nabcdef", "no spaces or line breaks"),
    "an id": ("11111111-2222-3333-4444-555555555555", "This is an id"),
    "a header": (f"Bearer {'A' * 24}", "no spaces or line breaks"),
    "of a sign-in service": (jwt("https://acme.okta.com"), "issued by a sign-in service"),
    "encoded pair": (base64.b64encode(b"a@example.com:token").decode(), "encoding of a header"),
    "personal access token": (
        base64.b64encode(b"123456789012:" + bytes(range(180, 200))).decode(),
        "personal access token of Jira Data Center",
    ),
}


@pytest.mark.parametrize(("typed", "words"), WRONG.values(), ids=WRONG)
def test_it_is_said_beside_the_field_and_nothing_is_sent(
    sign_in: Callable[[User], Client], sandbox: Sandbox, typed: str, words: str
) -> None:
    root = sign_in(User.objects.create_superuser("root", "root@lodge.test"))
    after = (sandbox.calls() or [{"n": 0}])[-1]["n"]
    given: dict[str, Any] = {
        "site": sandbox.site("demo-team")["url"],
        "email": "bot@example.com",
        "secret": typed,
        "expires_on": (timezone.now() + timedelta(days=30)).date().isoformat(),
    }
    page = root.post(reverse("admin:shared-link-enter", args=["api-token"]), given)
    text = page.content.decode()
    assert escape(words) in text
    assert typed not in text
    assert sandbox.calls(after=after) == []
    assert not Connection.objects.exists()
