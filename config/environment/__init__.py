"""Reads settings from the environment and from `.env`, and remembers what is missing or nonsensical.

A bad value never stops the import: `config.checks` names every one of them at once, in one line a setting, and web,
worker, schedule and command line refuse to start. No sentence quotes a value: it may be a password.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from config.environment import dotenv, names
from config.environment.flaws import flaw_of
from config.environment.plain import Unfit, flag

T = TypeVar("T")


class Environment:
    """Typed look-ups over `os.environ`, collecting problems as (setting, sentence).

    The file stands behind the environment: a variable that the process was given wins.
    """

    def __init__(self, file: Path) -> None:
        self.problems: list[tuple[str, str]] = []
        self._asked = {names.FILE}
        self._missing: set[str] = set()
        self._in_file: frozenset[str] = frozenset()
        self._read_file(file)
        self.debug = self.optional("DEBUG", flag, "false")

    def _read_file(self, file: Path) -> None:
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            if os.environ.get(names.FILE):
                self.problem(names.FILE, "names a file that is not there.")
            return
        except OSError:
            self.problem(file.name, "cannot be read by the user that runs this process.")
            return
        values, wrong = dotenv.read(content, file.name)
        for name, sentence in wrong:
            self.problem(name, sentence)
        for name, value in values.items():
            os.environ.setdefault(name, value)
        self._in_file = frozenset(values)

    def problem(self, name: str, sentence: str) -> None:
        """Remember that the setting called *name* is wrong, and why. What was found first stands."""
        if not self.is_wrong(name):
            self.problems.append((name, sentence))

    def is_wrong(self, name: str) -> bool:
        """Whether something is wrong with the setting called *name*."""
        return name in dict(self.problems)

    def said(self, name: str) -> bool:
        """Whether somebody set *name* to anything."""
        return bool(os.environ.get(name, "").strip())

    def optional(self, name: str, parse: Callable[[str], T], default: str) -> T:
        """What *name* says, or *default*; both as *parse* understands them.

        *parse* raises Unfit with a sentence for a value that makes no sense; the default then stands in.
        """
        self._asked.add(name)
        return self._said_well(name, parse, parse(default))

    def required(self, name: str, parse: Callable[[str], T], why: str, stand_in: T) -> T:
        """As `optional`, but a problem where nothing is said. *stand_in* only lets the import go on."""
        self._asked.add(name)
        if not self.said(name):
            self.problem(name, f"is missing. {why}")
            self._missing.add(name)
        return self._said_well(name, parse, stand_in)

    def decided(self, name: str, parse: Callable[[str], T], why: str, developing: T) -> T:
        """As `required`; but on a developer's machine, where DEBUG is on, *developing* serves."""
        if self.debug:
            self._asked.add(name)
            return self._said_well(name, parse, developing)
        return self.required(name, parse, why, developing)

    def _said_well(self, name: str, parse: Callable[[str], T], otherwise: T) -> T:
        if not self.said(name):
            return otherwise
        value = os.environ[name]
        try:
            if flaw := flaw_of(value):
                raise Unfit(flaw)
            return parse(value)
        except Unfit as unfit:
            self.problem(name, str(unfit))
        return otherwise

    def conclude(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """All problems; and what the file sets and nobody asked for, with a sentence each. When all have been asked.

        Only then is it known which names are none of ours, one of which may be a misspelt one that is missing.
        """
        strange = {*os.environ, *self._in_file} - self._asked
        near = {name: names.nearest(name, strange) for name in self._missing}
        problems = [
            (name, f"{sentence} Is {near[name]}, which is set, meant for it?" if near.get(name) else sentence)
            for name, sentence in self.problems
        ]
        unknown = [
            (name, names.about(name, self._asked))
            for name in sorted(self._in_file - self._asked)
            if not names.belongs_to_a_library(name)
        ]
        return problems, unknown
