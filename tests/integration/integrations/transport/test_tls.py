"""TLS: trusted certificates of the right name only, and the deadline behind it."""

import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from integrations.errors import OutcomeUnknown, Unavailable
from integrations.transport import Request, connection_pool, send
from tests.integration.integrations.transport import misbehaving_servers
from tests.integration.integrations.transport.misbehaving_servers import Behaviour, Server, answers
from tests.integration.integrations.transport.misbehaving_servers import http as whole

Serve = Callable[[Behaviour], Server]


def write(url: str, deadline: float = 15.0) -> Request:
    return Request("POST", url, json={"a": 1}, write=True, deadline=deadline)


def certificate(folder: Path, host: str) -> Path:
    """A key and a certificate for *host* that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, file = serialization.Encoding.PEM, folder / f"{host}.pem"
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(pem))
    return file


def encrypted(file: Path, behave: Behaviour) -> Behaviour:
    """*behave* behind TLS with the certificate in *file*."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    def play(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as inside:
            behave(inside)

    return play


@pytest.mark.parametrize(
    ("host", "trusted"), [("localhost", True), ("localhost", False), ("other", True)]
)
def test_tls_is_spoken_with_trusted_certificates_of_the_right_name_only(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, trusted: bool
) -> None:
    file = certificate(tmp_path, host)
    if trusted:
        monkeypatch.setattr(connection_pool, "trust", lambda: str(file))
    url = serve(encrypted(file, answers(whole(b"[1]")))).url.replace(
        "http://127.0.0.1", "https://localhost"
    )
    if host == "localhost" and trusted:
        assert send(write(url)).json() == [1]
    else:
        with pytest.raises(Unavailable, match="SSLCertVerificationError"):
            send(write(url))


def test_one_connection_is_opened_for_a_first_write_and_serves_the_next(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = certificate(tmp_path, "localhost")
    monkeypatch.setattr(connection_pool, "trust", lambda: str(file))
    server = serve(encrypted(file, answers(whole(b"[1]"), close=False)))
    url = server.url.replace("http://127.0.0.1", "https://localhost")
    for _ in range(2):
        assert send(write(url)).json() == [1]
    assert server.connections == 1


def test_a_deadline_counts_behind_tls_too(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = certificate(tmp_path, "localhost")
    monkeypatch.setattr(connection_pool, "trust", lambda: str(file))
    server = serve(encrypted(file, misbehaving_servers.drips(head=False)))
    started = monotonic()
    with pytest.raises(OutcomeUnknown, match="in time"):
        send(write(server.url.replace("http://127.0.0.1", "https://localhost"), deadline=0.5))
    assert monotonic() - started < 20


def test_a_handshake_that_never_ends_is_certainly_not_done(serve: Serve) -> None:
    server = serve(lambda connection: sleep(30))
    started = monotonic()
    with pytest.raises(Unavailable):
        send(write(server.url.replace("http:", "https:"), deadline=0.5))
    assert monotonic() - started < 20
