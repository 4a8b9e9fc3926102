"""Deliveries of webhooks taken in, beside an empty view behind the same middlewares."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import jwt
from django.conf import settings
from django.utils import timezone

from tests.bench.alternating import cpu_by_turns, ratio
from tests.bench.result_row import Row
from tests.support.sandbox import Sandbox

ROUNDS = 10
BODY = json.dumps(
    {
        "timestamp": 1,
        "webhookEvent": "jira:issue_updated",
        "issue": {"id": "10001", "key": "DEMO-1", "fields": {"summary": "x" * 4000}},
        "matchedWebhookIds": [7],
    }
).encode()


def measure(sandbox: Sandbox, database: str, size: int) -> Iterator[Row]:
    """*size* deliveries, each with a token of its own, and as many requests of the empty view, by turns."""
    from django.core.wsgi import get_wsgi_application

    settings.ROOT_URLCONF = "tests.bench.webhook_urls"
    application = get_wsgi_application()
    calls = (size or 10_000) // ROUNDS
    tokens = iter([token(number) for number in range(calls * (ROUNDS + 1))])

    def deliver() -> None:
        """One delivery, taken."""
        post(application, "/webhooks/jira/", next(tokens))

    def empty() -> None:
        """The same bytes for a view that does nothing."""
        post(application, "/empty/", "none")

    spent = cpu_by_turns({"ours": deliver, "empty": empty}, rounds=ROUNDS, calls=calls)
    what = f"Deliveries of webhooks taken, each signed, {database}: rate against an empty view"
    yield Row.at_least(what, ratio(spent["empty"], spent["ours"]), 0.5, "×")


def token(number: int) -> str:
    """As Atlassian makes it."""
    now = timezone.now()
    claims = {
        "iss": settings.ATLASSIAN_CLIENT_ID,
        "iat": now,
        "exp": now + timedelta(minutes=3),
        "jti": str(number),
    }
    return jwt.encode(claims, settings.ATLASSIAN_CLIENT_SECRET, algorithm="HS256")


def post(application: Any, path: str, bearer: str) -> None:
    """One request as gunicorn hands it over. Raises AssertionError unless the answer is 204."""
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "HTTP_HOST": settings.PUBLIC_URL.partition("://")[2],
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(BODY)),
        "HTTP_AUTHORIZATION": f"Bearer {bearer}",
        "wsgi.url_scheme": settings.PUBLIC_URL.partition("://")[0],
        "wsgi.input": BytesIO(BODY),
        "wsgi.errors": BytesIO(),
    }
    said: list[str] = []
    answer = application(environ, lambda status, headers, *more: said.append(status))
    answer.close()
    assert said == ["204 No Content"], said
