"""Every setting, in every way in which it can be wrong, and what is said about it. Shown by `pytest -rP`."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.integration.config.settings.production_settings import HERE, SAID, Case, Said, ask
from tests.integration.config.settings.values_of_every_setting import KINDS, ODD, Kind
from tests.support.paths import ROOT

BASE = {**SAID, **HERE}


def _said_by(name: str, value: str) -> Case:
    return Case(BASE | {name: value})


def _written(name: str, line: str) -> Case:
    return Case(
        {each: value for each, value in BASE.items() if each != name}, f"# {name}\n{line}\n"
    )


def _without(name: str, kind: Kind) -> list[Case]:
    return [_written(name, "")]


def _empty(name: str, kind: Kind) -> list[Case]:
    return [_written(name, f"{name}="), _said_by(name, "")]


def _quoted(name: str, kind: Kind) -> list[Case]:
    in_the_file = [
        _written(name, f"{name}={value}") for value in (f'"{kind.good}"', f"'{kind.good}'")
    ]
    return [
        *in_the_file,
        *(_said_by(name, value) for value in (f'"{kind.good}"', f"“{kind.good}”")),
    ]


def _spaced(name: str, kind: Kind) -> list[Case]:
    lines = (
        f"{name} = {kind.good}",
        f"{name}= {kind.good}",
        f"{name}={kind.good} ",
        f"export {name}={kind.good}",
    )
    values = (f" {kind.good}", f"{kind.good}\n", f"{kind.good}\u00a0")
    return [*(_written(name, line) for line in lines), *(_said_by(name, value) for value in values)]


def _commented(name: str, kind: Kind) -> list[Case]:
    value = f"{kind.good} # so that it works"
    return [_written(name, f"{name}={value}"), _said_by(name, value)]


def _wrong(name: str, kind: Kind) -> list[Case]:
    return [_said_by(name, value) for value in kind.wrong] + [
        _written(name, f"{name}={value}") for value in kind.wrong[:1]
    ]


def _contradictory(name: str, kind: Kind) -> list[Case]:
    return [Case(BASE | changes) for changes in kind.contradicting]


WAYS: dict[str, Callable[[str, Kind], list[Case]]] = {
    "absent": _without,
    "empty": _empty,
    "quoted": _quoted,
    "spaced": _spaced,
    "commented": _commented,
    "wrong type": _wrong,
    "contradictory": _contradictory,
}
CELLS = [(name, way) for name in KINDS for way in WAYS]


def test_every_wrong_value_of_every_setting_is_reported(tmp_path: Path) -> None:
    """No cell is silent, each says it in one line, and none quotes a value."""
    cases = {(name, way): WAYS[way](name, KINDS[name]) for name, way in CELLS}
    told = iter(ask([case for cell in CELLS for case in cases[cell]], tmp_path))
    complaints = []
    for name, way in CELLS:
        said = [next(told) for _ in cases[name, way]]
        print(f"{name:28} {way:14} {_in_words(name, way, said)}")
        complaints += [f"{name}, {way}: {each}" for each in said if not _is_right(name, way, each)]
        complaints += [
            f"{name}, {way} quotes: {each}" for each in said if _quotes(KINDS[name], each)
        ]
    assert not complaints, "\n".join(complaints)


def _is_right(name: str, way: str, said: Said) -> bool:
    if said.printed:
        return False
    if way == "contradictory":
        return bool(said.about(name))
    if way in ("absent", "empty") and name not in BASE:
        return not said.errors and default_of(name) is not None
    about = "FILES_URL" if name == "SINGLE_HOST" and way in ("absent", "empty") else name
    return len(said.errors) == 1 and said.errors == said.about(about)


def _in_words(name: str, way: str, told: list[Said]) -> str:
    lines = [line for said in told for line in (said.about(name) or said.errors)]
    if lines:
        return lines[0].removeprefix(f"{name} ")
    if way in ("absent", "empty"):
        return f"(.env.example shows what then counts: {default_of(name) or 'nothing'})"
    return "(any text will do)" if way == "wrong type" else "(agrees with all others)"


@cache
def default_of(name: str) -> str | None:
    """What `.env.example` shows for a setting that may be missing."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    shown = [
        line.partition("=")[2] for line in lines if line.startswith((f"#{name}=", f"{name}=/"))
    ]
    return shown[0] if len(shown) == 1 else None


# What lies in the values of SAID and of the table, and in no sentence.
BIRDS = (
    *(
        "kingfisher",
        "heron",
        "egret",
        "bittern",
        "stork",
        "spoonbill",
        "grebe",
        "loon",
        "coot",
        "sandpiper",
    ),
    *(
        "oystercatcher",
        "dunlin",
        "curlew",
        "godwit",
        "whimbrel",
        "avocet",
        "turnstone",
        "merganser",
        "redshank",
    ),
)


def _quotes(kind: Kind, said: Said) -> list[str]:
    own = [] if kind.quotable else [kind.good]
    secrets = [SAID["SECRET_KEY"], SAID["TOKEN_ENCRYPTION_KEYS"]]
    return [part for part in (ODD, *own, *secrets, *BIRDS) if part in said.everything]


def test_the_settings_of_an_installation_are_good(tmp_path: Path) -> None:
    good = BASE | {name: kind.good for name, kind in KINDS.items()} | {"DEBUG": "false"}
    file = "".join(f"{name}={value}\n" for name, value in good.items())
    for said in ask([Case(good), Case({}, file)], tmp_path):
        assert said.everything == ""
