"""`manage.py invite`."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Invitation, User
from tests.conftest import person
from tests.integration.accounts.inviting.conftest import DORA, typed
from tests.support.mails import delivered

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> list[list[str]]:
    """What it prints, in cells."""
    out = io.StringIO()
    call_command("invite", *arguments, stdout=out)
    return [line.split("\t") for line in out.getvalue().splitlines()]


def test_addresses_are_invited_and_links_are_not_printed(alice: User) -> None:
    said = run(f"Dora <{DORA}>", "alice@lodge.test", DORA)
    assert said == [
        [DORA, "invited"],
        ["alice@lodge.test", "is here already"],
        [DORA, "is in the list twice"],
    ]
    assert [mail.to for mail in delivered()] == [[DORA]]
    assert run(DORA)[0][1].startswith("was invited before")
    assert run("--remind", DORA)[0][1].startswith("gets another mail")


def test_a_file_or_a_pipe_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"Name,Email\nDora,{DORA}\n", encoding="utf-8")
    assert run("--file", str(file)) == [[DORA, "invited"]]
    monkeypatch.setattr(
        "sys.stdin", io.TextIOWrapper(io.BytesIO(b"erik@lodge.test\nfrank@lodge.test\n"))
    )
    assert [line[0] for line in run("--file", "-")] == ["erik@lodge.test", "frank@lodge.test"]


def test_a_dry_run_does_nothing() -> None:
    assert run("--dry-run", "--print-links", DORA) == [[DORA, "invited"]]
    assert not Invitation.objects.exists()
    assert delivered() == []


def test_links_are_printed_when_asked_and_work(stranger: Client) -> None:
    locked = person("locked")
    locked.set_unusable_password()
    locked.save()
    Group.objects.create(name="testers")
    said = run("--print-links", "--no-mail", "--group", "testers", DORA, "locked@lodge.test")
    assert delivered() == []
    [dora, link], [_locked, other] = [
        [line[0], line[2].removeprefix("http://lodge.test")] for line in said
    ]
    stranger.get(link)
    assert stranger.post("/account/invitation/", typed())["Location"] == "/link/"
    assert [group.name for group in User.objects.get(email=dora).groups.all()] == ["testers"]
    assert (
        "Save the new password"
        in Client(headers={"host": "lodge.test"}).get(other, follow=True).text
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Name addresses"),
        (["--no-mail", DORA], "--print-links"),
        (["--group", "nobody", DORA], "no group called nobody"),
        (["--file", "/nowhere/at/all"], "No such file"),
        (["dora", "erik@lodge.test"], "1 of 2 are no addresses."),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_done(arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert said in str(caught.value)
    done: Any = list(Invitation.objects.values_list("address", flat=True))
    assert done == (["erik@lodge.test"] if "dora" in arguments else [])
