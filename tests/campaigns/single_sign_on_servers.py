"""Signs in to Lodge by OpenID Connect servers of others, unmodified. Run by hand, with Node and a package index.

`python -m tests.campaigns.single_sign_on_servers` installs PyPI's oidc-provider-mock and npm's oidc-provider into var/,
starts each, and plays: a first sign-in, a second one, a sign-in that is cancelled, an answer that comes twice. It
prints what came of each and exits with 1 where that is wrong.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests

from tests.support.paths import ROOT

os.environ.pop("DATABASE_URL", None)  # a file that is thrown away
os.environ["REDIS_URL"] = "none"
import tests.support.environment  # noqa: F401  (settings, before Django reads them)

HERE = Path(__file__).parent
FOLDER = ROOT / "var" / "single-sign-on"
PYPI, NPM = "oidc-provider-mock==0.3.4", "oidc-provider@8.8.1"
CLIENT_ID, CLIENT_SECRET = "lodge", "a-secret-of-this-run"
CALLBACK = "http://lodge.test/sign-in/complete/oidc/"
STARTUP_SECONDS = 60

Consent = Callable[[str, str, bool], str]
"""What the issuer's page at an address sends back: for the person of a name, who accepts or cancels."""


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], url: str, **environment: str) -> Iterator[None]:
    """The server of *command*, once *url* answers."""
    process = subprocess.Popen(command, stdout=sys.stderr, env={**os.environ, **environment})
    try:
        until = time.monotonic() + STARTUP_SECONDS
        while not answers(url):
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < until, "the server does not answer"
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(10)


def answers(url: str) -> bool:
    """Whether something answers there."""
    try:
        return requests.get(f"{url}/.well-known/openid-configuration", timeout=2).ok
    except requests.RequestException:
        return False


@contextmanager
def oidc_provider_mock() -> Iterator[tuple[str, Consent]]:
    """PyPI's oidc-provider-mock, in a virtual environment of its own."""
    venv = FOLDER / "venv"
    if not (venv / "bin" / "oidc-provider-mock").exists():
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        install = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", PYPI]
        subprocess.run(install, check=True, stdout=sys.stderr)
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [str(venv / "bin" / "oidc-provider-mock"), "--port", str(port)]
    with running(command, url, AUTHLIB_INSECURE_TRANSPORT="1"):
        yield url, lambda address, name, accept: mock_consent(url, address, name, accept)


def mock_consent(url: str, address: str, name: str, accept: bool) -> str:
    """Fill in its form."""
    claims = {"email": f"{name}@corp.test", "email_verified": True, "groups": ["qa"]}
    requests.put(f"{url}/users/{name}", json=claims, timeout=10).raise_for_status()
    form = {"sub": name} if accept else {"action": "deny"}
    answer = requests.post(address, data=form, allow_redirects=False, timeout=10)
    return answer.headers["Location"]


@contextmanager
def oidc_provider() -> Iterator[tuple[str, Consent]]:
    """npm's oidc-provider, with its pages for developers."""
    if not (FOLDER / "node_modules").is_dir():
        FOLDER.mkdir(parents=True, exist_ok=True)
        npm = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run([*npm, "--prefix", str(FOLDER), NPM], check=True, stdout=sys.stderr)
    url = f"http://127.0.0.1:{(port := free_port())}"
    script = ["node", str(HERE / "oidc_provider.mjs"), str(FOLDER), str(port)]
    with running([*script, CLIENT_ID, CLIENT_SECRET, CALLBACK], url):
        yield url, page_by_page


def page_by_page(address: str, name: str, accept: bool) -> str:
    """Follow its pages: a name, then "Continue"; or the link "Cancel"."""
    browser = requests.Session()
    page = browser.get(address, allow_redirects=False, timeout=10)
    for _ in range(12):
        place = urljoin(page.url, page.headers.get("Location", ""))
        if place.startswith(CALLBACK):
            return place
        if page.is_redirect:
            page = browser.get(place, allow_redirects=False, timeout=10)
        elif not accept:
            cancel = re.search(r'href="([^"]*/abort)"', page.text)
            assert cancel, page.text
            target = urljoin(page.url, cancel[1])
            page = browser.get(target, allow_redirects=False, timeout=10)
        else:
            page = browser.post(*filled_in(page, name), allow_redirects=False, timeout=10)
    raise AssertionError("the pages of the issuer do not end")


def filled_in(page: requests.Response, name: str) -> tuple[str, dict[str, str]]:
    """Where its form goes, and what a person writes there."""
    action = re.search(r'action="([^"]+)"', page.text)
    assert action, page.text
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    typed = {"login": name, "password": "any"} if 'name="login"' in page.text else {}
    return urljoin(page.url, unescape(action[1])), {**dict(hidden), **typed}


def play(url: str, consent: Consent) -> list[tuple[str, bool]]:
    """What was tried, and whether it came out right."""
    from django.conf import settings
    from django.test import Client

    from accounts.models import ExternalIdentity, User

    settings.OIDC_ISSUER, settings.OIDC_NAME = url, "the issuer"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
    settings.OIDC_SCOPES = ["openid", "profile", "email"]
    done: list[tuple[str, bool]] = []

    def sign_in(browser: Any, accept: bool = True) -> tuple[Any, str]:
        page = browser.post("/sign-in/begin/oidc/")
        back = consent(page.headers["Refresh"].removeprefix("0; url="), "ann", accept)
        return browser.get(back.removeprefix("http://lodge.test")), back

    first, second, third = (Client(headers={"host": "lodge.test"}) for _ in range(3))
    answer, back = sign_in(first)
    found = User.objects.filter(email="ann@corp.test", external_identities__issuer=url)
    done.append(("a first sign-in makes an account", found.count() == 1))
    done.append(("and lets in", answer.get("Location") == "/" and "_auth_user_id" in first.session))
    again = first.get(back.removeprefix("http://lodge.test"))
    done.append(("an answer works once", "/sign-in/failed/oidc/" in again.get("Location", "")))
    sign_in(second)
    same = second.session.get("_auth_user_id") == first.session.get("_auth_user_id")
    done.append(("a second sign-in is the same person", same))
    answer, _back = sign_in(third, accept=False)
    done.append(("cancelling is told", answer["Location"] == "/sign-in/failed/oidc/declined/"))
    done.append(
        ("one row for the account", ExternalIdentity.objects.filter(issuer=url).count() == 1)
    )
    User.objects.all().delete()
    return done


def main() -> int:
    """Play with each server; 1 where something is wrong."""
    import django
    from django.core.management import call_command

    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", DEBUG="true")
    with tempfile.TemporaryDirectory(prefix="lodge-campaign-") as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/lodge.sqlite3"
        django.setup()
        call_command("migrate", verbosity=0)
        wrong = 0
        for package, server in ((PYPI, oidc_provider_mock), (NPM, oidc_provider)):
            with server() as (url, consent):
                for tried, right in play(url, consent):
                    print(f"{package:28} {tried:38} {'ok' if right else 'WRONG'}")
                    wrong += not right
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
