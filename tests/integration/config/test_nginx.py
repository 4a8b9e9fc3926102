"""The configuration of nginx in docs/running.md, run as it stands there, but for ports, folders and certificate."""

import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.integration.config.slow_http_clients import slow, web_process
from tests.integration.config.test_slow_connections import HEAD
from tests.support.nginx import NAME, before

pytestmark = pytest.mark.nginx


@dataclass(frozen=True)
class Stack:
    """nginx and the web process behind it: ports, and what they wrote."""

    plain: int
    tls: int
    printed: Path
    folder: Path

    def get(self, path: str, **headers: str) -> requests.Response:
        """A page by the name that people know."""
        return requests.get(
            f"https://127.0.0.1:{self.tls}{path}",
            headers={"Host": NAME, **headers},
            verify=False,
            timeout=120,
            allow_redirects=False,
        )

    def logs(self) -> str:
        """Everything that nginx wrote down."""
        return "".join(each.read_text(encoding="utf-8") for each in self.folder.glob("*.log"))


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Both, until the last test of this file."""
    folder = tmp_path_factory.mktemp("nginx")
    with (
        web_process(tmp_path_factory.mktemp("web"), PUBLIC_URL=f"https://{NAME}") as (web, printed),
        before(web, folder) as (plain, tls),
    ):
        yield Stack(plain, tls, printed, folder)


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
class TestBehindIt:
    """What the two do together."""

    def test_people_are_led_to_tls_and_lodge_knows_it(self, stack: Stack) -> None:
        led = requests.get(
            f"http://127.0.0.1:{stack.plain}/reports/?x=1",
            headers={"Host": NAME},
            timeout=60,
            allow_redirects=False,
        )
        assert (led.status_code, led.headers["Location"]) == (301, f"https://{NAME}/reports/?x=1")
        page = stack.get("/account/sign-in/")
        assert page.status_code == 200
        assert "Secure" in page.headers["Set-Cookie"]
        assert "max-age" in page.headers["Strict-Transport-Security"]

    @pytest.mark.parametrize(
        "first", [b"GET / HTTP/1.1\r\nX: ", HEAD + b"Content-Length: 100000\r\n\r\n"]
    )
    def test_forty_slow_connections_are_nobodys_trouble(self, stack: Stack, first: bytes) -> None:
        with slow(stack.plain, 20, first, b"a") as plain:
            trusting = ssl._create_unverified_context()
            tls = [
                trusting.wrap_socket(socket.create_connection(("127.0.0.1", stack.tls), timeout=60))
                for _ in range(20)
            ]
            for each in tls:
                each.sendall(first)
            for _ in range(5):
                assert stack.get("/account/sign-in/").status_code == 200
            for each in tls:
                each.settimeout(0.01)
                with pytest.raises(TimeoutError):
                    each.recv(1)
                each.close()
            assert len(plain) == 20

    def test_no_code_state_or_key_is_written_down(self, stack: Stack) -> None:
        stack.get("/link/complete/atlassian/?code=se-cret&state=se-cret")
        stack.get("/account/forgotten/Mzk/se-cret-key/")
        stack.get("/account/invitation/se-cret-key/")
        stack.get(
            "/no%0Asuch/page/", Referer=f"https://{NAME}/link/complete/atlassian/?code=se-cret"
        )
        until = time.monotonic() + 60
        while "such/page" not in stack.logs() and time.monotonic() < until:
            time.sleep(0.1)
        said = stack.logs()
        assert "se-cret" not in said
        assert '"GET /link/complete/atlassian/" 302' in said
        assert '"GET /account/forgotten/..." ' in said
        assert r"/no\x0Asuch/page/" in said

    def test_whoever_claims_another_address_is_known_by_their_own(self, stack: Stack) -> None:
        stack.get("/claimed/", **{"X-Forwarded-For": "203.0.113.9"})
        until = time.monotonic() + 60
        lines: list[str] = []
        while not lines and time.monotonic() < until:  # written after the answer
            time.sleep(0.1)
            lines = [
                each
                for each in stack.printed.read_text(encoding="utf-8").splitlines()
                if '"GET /claimed/"' in each
            ]
        assert [line.split()[1] for line in lines] == ["127.0.0.1"]

    def test_a_large_form_reaches_lodge_and_its_words_come_back(self, stack: Stack) -> None:
        answer = requests.post(
            f"https://127.0.0.1:{stack.tls}/account/sign-in/",
            data=b"username=" + b"x" * 17_000_000,
            headers={
                "Host": NAME,
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"csrftoken={'a' * 32}",
                "Referer": f"https://{NAME}/",
            },
            verify=False,
            timeout=120,
        )
        assert answer.status_code in (400, 413), "DEBUG shows its own page, of status 400"
        assert "RequestDataTooBig" in answer.text or "more than Lodge takes" in answer.text
