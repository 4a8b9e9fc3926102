"""Reads settings from the environment and `.env`, and collects what is missing or invalid.

An invalid value does not stop the import: `config.checks` reports all of them at once, a line for each setting, and
web, worker, schedule and management commands refuse to start. No message quotes a value, which may be a password.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from config.environment import dotenv, misspelt_names
from config.environment.rejected_values import flaw_of
from config.environment.values import InvalidValue, flag

T = TypeVar("T")


class Environment:
    """Typed access to `os.environ` that collects problems as (setting, sentence).

    A variable of the process overrides the file.
    """

    def __init__(self, file: Path) -> None:
        self.problems: list[tuple[str, str]] = []
        self._asked = {misspelt_names.FILE}
        self._missing: set[str] = set()
        self._in_file: frozenset[str] = frozenset()
        self._read_file(file)
        self.debug = self.optional("DEBUG", flag, "false")

    def _read_file(self, file: Path) -> None:
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            if os.environ.get(misspelt_names.FILE):
                self.problem(misspelt_names.FILE, "names a file that is not there.")
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
        """Record a problem with the setting *name*. The first one is kept."""
        if not self.is_wrong(name):
            self.problems.append((name, sentence))

    def is_wrong(self, name: str) -> bool:
        """Whether the setting *name* has a problem."""
        return name in dict(self.problems)

    def said(self, name: str) -> bool:
        """Whether *name* is set to anything."""
        return bool(os.environ.get(name, "").strip())

    def optional(self, name: str, parse: Callable[[str], T], default: str) -> T:
        """The value of *name*, or *default*, both parsed by *parse*.

        *parse* raises InvalidValue with a sentence for an invalid value; the default is used instead.
        """
        self._asked.add(name)
        return self._said_well(name, parse, parse(default))

    def required(self, name: str, parse: Callable[[str], T], why: str, stand_in: T) -> T:
        """Like `optional`, but a missing value is a problem. *stand_in* only lets the import go on."""
        self._asked.add(name)
        if not self.said(name):
            self.problem(name, f"is missing. {why}")
            self._missing.add(name)
        return self._said_well(name, parse, stand_in)

    def decided(self, name: str, parse: Callable[[str], T], why: str, developing: T) -> T:
        """Like `required`, but with the default *developing* where DEBUG is on."""
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
                raise InvalidValue(flaw)
            return parse(value)
        except InvalidValue as unfit:
            self.problem(name, str(unfit))
        return otherwise

    def conclude(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """All problems, and the unknown names in the file with a sentence each.

        Call it after all settings were read: only then is it known which names are unknown, and whether one of them is
        a misspelt name of a missing setting.
        """
        strange = {*os.environ, *self._in_file} - self._asked
        near = {name: misspelt_names.nearest(name, strange) for name in self._missing}
        problems = [
            (
                name,
                f"{sentence} Is {near[name]}, which is set, meant for it?"
                if near.get(name)
                else sentence,
            )
            for name, sentence in self.problems
        ]
        unknown = [
            (name, misspelt_names.about(name, self._asked))
            for name in sorted(self._in_file - self._asked)
            if not misspelt_names.belongs_to_a_library(name)
        ]
        return problems, unknown
