"""Whom Lodge trusts: the authorities that requests trusts, as is said, wherever it runs."""

import ssl
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from integrations.errors import Unavailable
from integrations.transport import Request, connection_pool, send
from tests.integration.integrations.transport.misbehaving_servers import answers
from tests.integration.integrations.transport.misbehaving_servers import http as whole
from tests.integration.integrations.transport.test_tls import certificate, encrypted


@pytest.fixture(autouse=True)
def _no_bundle(settings: Any) -> None:
    settings.CA_BUNDLE = ""


def test_a_machine_without_authorities_of_its_own_trusts_those_that_requests_brings(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent")
    monkeypatch.setenv("SSL_CERT_DIR", "/nonexistent")
    monkeypatch.setattr(connection_pool, "wire", connection_pool.Wire())
    trusted: list[int] = []
    real = ssl.SSLContext.wrap_socket

    def spy(context: ssl.SSLContext, *args: Any, **more: Any) -> ssl.SSLSocket:
        trusted.append(context.cert_store_stats()["x509_ca"])
        return real(context, *args, **more)

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", spy)
    url = serve(answers(whole())).url.replace("http://127.0.0.1", "https://localhost")
    with pytest.raises(Unavailable):
        send(Request("GET", url, deadline=2))
    assert trusted[0] > 0


def test_who_signs_for_a_company_is_trusted_where_the_settings_name_them(
    serve: Any, tmp_path: Path, settings: Any
) -> None:
    file = certificate(tmp_path, "localhost")
    url = serve(encrypted(file, answers(whole(b"[1]")))).url.replace(
        "http://127.0.0.1", "https://localhost"
    )
    with pytest.raises(Unavailable):
        send(Request("GET", url, deadline=5))
    settings.CA_BUNDLE = str(file)
    assert send(Request("GET", url, deadline=5)).json() == [1]


def test_who_signs_for_a_company_is_trusted_where_the_system_knows_them(
    serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    monkeypatch.setattr(connection_pool, "wire", connection_pool.Wire())
    url = serve(encrypted(file, answers(whole(b"[1]")))).url.replace(
        "http://127.0.0.1", "https://localhost"
    )
    assert send(Request("GET", url, deadline=5)).json() == [1]


def test_authorities_that_are_not_there_are_told_before_anything_starts(settings: Any) -> None:
    settings.CA_BUNDLE = "/nowhere/company.pem"
    (error,) = [each for each in run_checks() if each.id == "integrations.E006"]
    assert "REQUESTS_CA_BUNDLE" in error.msg
