"""nginx with the configuration of docs/running.md as it stands there, but for ports, folders and certificate."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from config.run import free_port
from tests.integration.config.slow_http_clients import wait_for
from tests.support.paths import ROOT
from tests.support.requirements import nginx

NAME = "lodge.example.com"
AROUND = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/main-error.log notice;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


@contextmanager
def before(web: int, folder: Path) -> Iterator[tuple[int, int]]:
    """nginx before the web process at the port *web*, until the block ends: its ports, plain and with TLS."""
    folder.chmod(0o755)
    plain, tls = free_port(0), free_port(0)
    certificate(folder)
    configuration = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # else nobody, who gets at no folder of a test
    configuration.write_text(
        AROUND.format(user=user, folder=folder, site=site(folder, plain, tls, web)),
        encoding="utf-8",
    )
    command = [str(nginx()), "-e", str(folder / "start.log"), "-c", str(configuration)]
    subprocess.run([*command, "-t", "-q"], check=True)
    process = subprocess.Popen(command)
    try:
        wait_for(f"http://127.0.0.1:{plain}/", process)
        yield plain, tls
    finally:
        process.terminate()
        process.wait(60)


def certificate(folder: Path) -> None:
    """One that nobody vouches for, where the configuration expects it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    )
    made = (
        made.serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
    )
    signed = made.sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def site(folder: Path, plain: int, tls: int, web: int) -> str:
    """The text of the document, elsewhere."""
    document = ROOT / "docs" / "running.md"
    [text] = re.findall(
        r"^```nginx\n(.*?)^```$", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    for there, here in (
        (r"listen \[::\][^\n]*\n", ""),
        (r"listen 80;", f"listen 127.0.0.1:{plain};"),
        (r"listen 443 ", f"listen 127.0.0.1:{tls} "),
        (r"/etc/ssl/lodge/", f"{folder}/"),
        (r"/var/log/nginx/", f"{folder}/"),
        (r"127\.0\.0\.1:8000", f"127.0.0.1:{web}"),
    ):
        text, count = re.subn(there, here, text)
        assert count, there
    return str(text)
