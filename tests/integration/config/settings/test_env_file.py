"""`.env` means the same to Lodge, to systemd and to Docker, or Lodge refuses it."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from config.environment import dotenv
from tests.integration.config.settings.other_dotenv_readers import (
    DOCKER,
    SYSTEMD,
    by_docker,
    by_systemd,
)
from tests.integration.config.settings.production_settings import HERE, SAID, run
from tests.support.paths import ROOT

needs_systemd = pytest.mark.skipif(not SYSTEMD.exists(), reason="no systemd here")
needs_docker = pytest.mark.skipif(DOCKER is None, reason="no docker here")

# What people write into such files, and what the three readers have rules for.
_PIECES = (
    "a",
    "Z",
    "0",
    "_",
    " ",
    "  ",
    "\t",
    '"',
    "'",
    "\\",
    "#",
    " #",
    ";",
    "=",
    "é",
    "—",
    "$",
    "%",
    "`",
    "\r",
    "ſ",
    "\u00a0",
)
values = st.lists(st.sampled_from([*_PIECES, "\u2028", "\x00", "\x7f"]), max_size=8).map("".join)
starts = st.sampled_from(
    [
        "NAME=",
        "NAME=",
        "NAME=",
        "NAME =",
        " NAME=",
        "export NAME=",
        "NAME",
        "#",
        " # ",
        ";",
        "",
        "1=",
        "NA-ME=",
    ]
)
lines = st.lists(st.tuples(starts, values).map("".join), max_size=12)


def numbered(drawn: list[str]) -> str:
    """A file of these lines, in which every name is another one."""
    return "\n".join(line.replace("NAME", f"NAME_{number}") for number, line in enumerate(drawn))


def same_to_all(content: str) -> None:
    """Assert that whoever reads *content*, which Lodge takes, sees the same."""
    ours, wrong = dotenv.read(content.encode(), ".env")
    assert wrong == []
    said = {name: value for name, value in ours.items() if value}
    with TemporaryDirectory() as folder:
        if DOCKER:
            theirs = by_docker(Path(folder), content)
            assert theirs is not None
            assert {name: value for name, value in theirs.items() if value} == said
        if SYSTEMD.exists() and "$" not in content:
            assert {
                name: value for name, value in by_systemd(Path(folder), content).items() if value
            } == said


@pytest.mark.skipif(
    DOCKER is None and not SYSTEMD.exists(), reason="neither systemd nor docker here"
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=lines)
@example(drawn=["# a comment that goes on \\", "NAME=1"])
@example(
    drawn=[
        "NAME=a#b",
        "NAME=a=b",
        "NAME=a'b",
        'NAME=a"b',
        "NAME=%s",
        "NAME=a; b",
        "NAME=x y z",
        "NAME=",
        "NAME=é",
    ]
)
def test_a_file_that_lodge_takes_means_the_same_to_systemd_and_to_docker(drawn: list[str]) -> None:
    content = numbered(drawn)
    refused = {sentence for _name, sentence in dotenv.read(content.encode(), ".env")[1]}
    taken = [
        line
        for number, line in enumerate(content.split("\n"), start=1)
        if not any(f"(line {number} of" in sentence for sentence in refused)
    ]
    same_to_all("\n".join(taken))


def test_the_settings_of_an_installation_mean_the_same_to_all() -> None:
    content = "".join(f"{name}={value}\n" for name, value in (SAID | HERE).items())
    assert dotenv.read(content.encode(), ".env") == (SAID | HERE, [])
    same_to_all(content)
    same_to_all(content.replace("\n", "\r\n"))
    same_to_all((ROOT / ".env.example").read_text(encoding="utf-8"))


# What each of the two makes of a line that Lodge refuses.
DISAGREED = [
    ('NAME="a b"', "a b", '"a b"'),
    ("NAME='a'", "a", "'a'"),
    ("NAME=a\\b", "ab", "a\\b"),
    ("NAME=a ", "a", "a "),
    ("NAME= a", "a", " a"),
    ("NAME = a", "a", None),
]


@needs_systemd
@needs_docker
@pytest.mark.parametrize(("line", "systemd", "docker"), DISAGREED)
def test_what_lodge_refuses_is_what_the_others_disagree_about(
    tmp_path: Path, line: str, systemd: str, docker: str | None
) -> None:
    assert by_systemd(tmp_path, line) == {"NAME": systemd}
    assert by_docker(tmp_path, line) == (None if docker is None else {"NAME": docker})
    assert [name for name, _sentence in dotenv.read(line.encode(), ".env")[1]] == ["NAME"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"NAME=a\nNAME=b\n", "NAME stands here for the second time (line 2 of .env)."),
        (b"NAME\n", "Line 1 of .env has no =. Write NAME=value (line 1 of .env)."),
        (
            b"\xef\xbb\xbfNAME=a\n",
            ".env begins with a byte order mark. Save it as UTF-8 without one.",
        ),
        (b"NAME=\xff\n", ".env is not written in UTF-8."),
        (
            "NAME=a\u00a0b\n".encode(),
            "NAME holds a character that cannot be seen. Type the value instead of pasting it (line 1 of .env).",
        ),
        (
            b"NAME=a # b\n",
            "NAME has a comment behind its value. Give the comment a line of its own (line 1 of .env).",
        ),
        (
            b"1=a\n",
            "Line 1 of .env does not begin with the name of a setting. Write NAME=value (line 1 of .env).",
        ),
    ],
)
def test_a_line_that_is_refused_is_told_with_its_number(content: bytes, told: str) -> None:
    _values, wrong = dotenv.read(content, ".env")
    assert [" ".join(each) for each in wrong] == [told]


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings"
    file.write_text("WEB_THREADS=3\nPORT=8003\n")
    program = "from config import settings; print(settings.WEB_THREADS, settings.PORT)"
    done = run(tmp_path, "-c", program, LODGE_ENV_FILE=str(file), PORT="8004")
    assert (done.stdout, done.stderr) == ("3 8004\n", "")


def test_a_file_that_is_named_has_to_be_there(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", LODGE_ENV_FILE=str(tmp_path / "none"))
    assert "LODGE_ENV_FILE names a file that is not there." in done.stderr
    done = run(tmp_path, "manage.py", "check", LODGE_ENV_FILE=str(tmp_path))
    assert "cannot be read by the user that runs this process." in done.stderr
