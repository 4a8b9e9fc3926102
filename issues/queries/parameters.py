"""The parameters of a saved query: what each stands for, and the operands that typed values become."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from issues.models import ParameterKind, SavedQuery
from issues.queries.jql.bind_parameters import Bound, parameters
from issues.queries.jql.errors import JqlError
from issues.queries.jql.parser import parse
from issues.queries.jql.tree import Function, Query, Value

ME = "me"
PROJECT = "project"
BOUND_BY_ITSELF: Mapping[str, Bound] = {ME: Function("currentUser")}
# Signs that the text search of Jira takes for syntax. Source: Atlassian, "Search syntax for text fields".
_SYNTAX = re.compile(r"""[+\-&|!(){}\[\]^~*?\\/:"]""")
_OPERATORS = re.compile(r"\b(AND|OR|NOT)\b")


@dataclass(frozen=True)
class Declared:
    """A parameter that a reader fills in. *label*: for the reader; *default*: the value to begin with."""

    name: str
    kind: str
    label: str
    default: str

    @property
    def written(self) -> str:
        """As it stands in the query."""
        return "".join(("{", self.name, "}"))


def declared(query: Query, stored: Mapping[str, Mapping[str, str]]) -> tuple[Declared, ...]:
    """The parameters of *query* that a reader fills in, in its order, as *stored* describes them."""
    return tuple(_declared(name, stored.get(name, {})) for name in parameters(query) if name != ME)


def of_saved(saved: SavedQuery) -> tuple[Declared, ...]:
    """Those of a saved query. None where it cannot be read."""
    try:
        return declared(parse(saved.jql), saved.parameters)
    except JqlError:
        return ()


def _declared(name: str, found: Mapping[str, str]) -> Declared:
    usual = ParameterKind.PROJECT if name.lower() == PROJECT else ParameterKind.TEXT
    kind = found.get("kind", "")
    return Declared(
        name=name,
        kind=kind if kind in ParameterKind.values else usual,
        label=found.get("label") or name.replace("_", " ").capitalize(),
        default=found.get("default", ""),
    )


def values(typed: Mapping[str, str]) -> dict[str, Bound]:
    """What *typed* texts, by parameter, stand for: each is one operand, whatever is in it."""
    return {**BOUND_BY_ITSELF, **{name: Value(text) for name, text in typed.items()}}


def searched(typed: Mapping[str, str]) -> dict[str, Bound]:
    """The same after `~`, where signs and AND, OR, NOT are syntax: the words alone."""
    return {name: Value(words(text)) for name, text in typed.items()}


def words(text: str) -> str:
    """The words of *text* for a text search. The text itself where it has none, so that Jira says what is wrong."""
    plain = " ".join(_SYNTAX.sub(" ", text).split())
    return _OPERATORS.sub(lambda found: found[0].lower(), plain) or text
