"""Holds Lodge's parser of JQL, and the simulated Jira's, against Atlassian's own. Run by hand, with Node.

`python -m tests.campaigns.jql_against_atlassian 3000` draws so many queries of each kind, and prints where one parser
refuses what another one takes, or reads another structure in it; it exits with 1 where there is any. What Lodge writes
from its tree of a query is read by all three, too, and any text that stands in any operand is read back as that text.
"""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from issues.queries.jql import bind_parameters, parser, tree, writer
from issues.queries.jql.errors import JqlError
from sandbox.jira.jql.parser import parse
from sandbox.jira.jql.tree import Clause, Empty, Function, Node, Operand, Value
from sandbox.jira.messages import Refused
from tests.support.paths import ROOT

HERE = Path(__file__).parent
PACKAGES = ("@atlaskit/jql-ast@4.0.0", "@atlaskit/jql-parser@3.0.1")
FIELDS = ("a", '"f x"', "cf[3]", "p[k].z", "Team[Team]", "a.b")
VALUES = ("x", '"y z"', "-1d", "f()", "f(q)", "empty", "'k'", "1.5", r"x\ y", "limit", r'"\"\\"')
LISTS = ("(x)", '(a, "b")', "(f(), empty)", "((x), y)")
COMPARING = ("=", "!=", "~", "!~", ">", ">=", "<", "<=", "was", "was not")
LISTED = ("in", "not in", "was in", "was not in")
PREDICATES = ("by", "before", "after", "on", "during", "from", "to")
JOINING = (" and ", " or ", "|", "&&", " AND ", "||", "&")
PIECES = (
    *(*FIELDS, *VALUES, *LISTS, *COMPARING, *LISTED, *PREDICATES, "(", ")", ",", "and", "or"),
    *("not", "!", "|", "is", "is not", "null", "changed", "order by", "desc", "asc", "[", "]"),
)
# Signs, controls, spaces and letters that a person may paste.
ODD: tuple[str, ...] = (
    *map(chr, range(0x21)),
    *"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\x7f\x85\xa0",
    *"é中\u0301\u200b\u2028\u3000\ufdd0\ufeff\ufffe😀",
)
Draw = Callable[[random.Random], str]


def sound(draw: random.Random, depth: int = 0) -> str:
    """A query that Jira takes, but for a reserved word now and then."""
    clauses = [_clause(draw, depth) for _ in range(draw.randint(1, 4))]
    query: str = draw.choice(JOINING).join(clauses)
    if depth == 0 and draw.random() < 0.3:
        query += f" order by {draw.choice(FIELDS)}{draw.choice(('', ' desc', ', a asc'))}"
    return query


def _clause(draw: random.Random, depth: int) -> str:
    if depth < 3 and draw.random() < 0.25:
        inside = sound(draw, depth + 1)
        return draw.choice((f"({inside})", f"not ({inside})", f"!({inside})"))
    field, kind = draw.choice(FIELDS), draw.choice(("compared", "listed", "empty", "changed"))
    if kind == "empty":
        return f"{field} {draw.choice(('is', 'is not'))} {draw.choice(('empty', 'NULL'))}"
    if kind == "listed":
        return f"{field} {draw.choice(LISTED)} {draw.choice((*LISTS, 'f(1)'))}"
    if kind == "changed":
        more = (f" {name} {draw.choice((*VALUES, *LISTS))}" for name in PREDICATES)
        return f"{field} changed" + "".join(each for each in more if draw.random() < 0.3)
    return f"{field} {draw.choice(COMPARING)} {draw.choice(VALUES)}"


def shuffled(draw: random.Random) -> str:
    """Pieces of queries in any order."""
    return " ".join(draw.choice(PIECES) for _ in range(draw.randint(2, 9)))


def odd(draw: random.Random) -> str:
    """A query with a character somewhere that stands there seldom."""
    text: str = draw.choice(
        ("a = xy", 'a = "xy"', "ab = x", "a = x and b = y", "a in (x, y)", "'a' ~ 'b'")
    )
    at = draw.randint(0, len(text))
    return text[:at] + draw.choice(ODD) + text[at:]


KINDS: dict[str, Draw] = {"sound": sound, "shuffled": shuffled, "odd": odd}


def installed() -> Path:
    """Where Atlassian's packages lie; installs them the first time."""
    folder = ROOT / "var" / "atlassian-jql"
    if not (folder / "node_modules").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        quiet = ["--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund"]
        npm = ["npm", "install", *quiet, "--prefix", str(folder), *PACKAGES]
        subprocess.run(npm, check=True, stdout=sys.stderr)
    return folder


def judged(queries: list[str], folder: Path, *mode: str) -> list[Any]:
    """How Atlassian's parser reads each; None where it refuses. Mode "values": the texts of the operands."""
    script = ["node", str(HERE / "jql_judge.cjs"), str(folder), *mode]
    lines = "\n".join(map(json.dumps, queries))
    said = subprocess.run(script, input=lines, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in said.split("\n") if line]


def of_lodge(query: str) -> Any:
    """How Lodge reads it, in the shape of the judge."""
    try:
        found = parser.parse(query)
    except JqlError:
        return None
    return [None if found.where is None else _lodge_node(found.where), len(found.order)]


def _lodge_node(node: tree.Node) -> list[Any]:
    if isinstance(node, tree.Group):
        return [node.operator, [_lodge_node(each) for each in node.clauses]]
    operand = None if node.operand is None else _lodge_operand(node.operand)
    return [node.operator, operand, len(node.predicates)]


def _lodge_operand(operand: tree.Operand) -> Any:
    match operand:
        case tree.Value() | tree.Parameter():
            return "value"
        case tree.Empty():
            return "EMPTY"
        case tree.Function(name, arguments):
            return f"{name}({','.join(writer.operand(each).strip(chr(34)) for each in arguments)})"
        case tree.Several(members):
            return [_lodge_operand(each) for each in members]


def rewritten(query: str) -> str | None:
    """What Lodge writes for the tree of *query*. None where it has none, or reads another tree from what it wrote."""
    try:
        found = parser.parse(query)
    except JqlError:
        return None
    written = writer.write(found)
    assert parser.parse(written) == found, (query, written)
    return written


def of_sandbox(query: str) -> Any:
    """How the simulated Jira reads it, in the same shape."""
    try:
        tree = parse(query)
    except Refused:
        return None
    return [None if tree.where is None else _shape(tree.where), len(tree.order)]


def _shape(node: Node) -> list[Any]:
    if not isinstance(node, Clause):
        return [node.operator, [_shape(each) for each in node.clauses]]
    operand = _operand(node.operands[0]) if node.operands else None
    return [node.operator, operand, len(node.predicates)]


def _operand(operand: Operand) -> Any:
    match operand:
        case Value():
            return "value"
        case Empty():
            return "EMPTY"
        case Function(name, arguments):
            return f"{name}({','.join(arguments)})"
        case _:
            return [_operand(each) for each in operand.members]


def compared(queries: list[str], folder: Path) -> list[tuple[str, Any, Any, Any]]:
    """The queries that the three parsers do not read alike: Lodge's reading, the sandbox's, Atlassian's."""
    rows = zip(queries, judged(queries, folder), strict=True)
    read = ((query, of_lodge(query), of_sandbox(query), theirs) for query, theirs in rows)
    return [row for row in read if not row[1] == row[2] == row[3]]


def main() -> int:
    """Print the figures; 1 where two differ."""
    count, differ = int(sys.argv[1]) if len(sys.argv) > 1 else 3000, 0
    folder, draw = installed(), random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    written: list[str] = []
    for kind, make in KINDS.items():
        queries = list(dict.fromkeys(make(draw) for _ in range(count)))
        written += [each for each in map(rewritten, queries) if each is not None]
        differ += told(kind, queries, folder)
    differ += told("written by Lodge", list(dict.fromkeys(written)), folder)
    return 1 if differ + bound([text(draw) for _ in range(count)], folder) else 0


def text(draw: random.Random) -> str:
    """What may be typed for a parameter."""
    alphabet = (*ODD, *"abc", " ", *VALUES, " or ", " and a = 1", *map(chr, (0xD800, 0x1F600)))
    return "".join(draw.choice(alphabet) for _ in range(draw.randint(0, 12)))


PARAMETERS = parser.parse(
    "a = {x} and b not in (k, {x}) and c ~ f({x}, {x}) and d was {x} by {x} and not e changed from {x}"
)


def bound(texts: list[str], folder: Path) -> int:
    """Put each text into every operand of a query; how many Atlassian's parser reads otherwise."""
    values = [{"x": tree.Value(each)} for each in texts]
    queries = [writer.write(bind_parameters.bind(PARAMETERS, each)) for each in values]
    expected = [
        [each.text for each in tree.operands(parser.parse(query)) if isinstance(each, tree.Value)]
        for query in queries
    ]
    rows = zip(texts, expected, judged(queries, folder, "values"), strict=True)
    other = [row for row in rows if row[1] != row[2]]
    for row in other[:20]:
        print("{!r}\n  Lodge   {}\n  judge   {}".format(*row))
    print(f"operands: {len(texts)} texts, {len(other)} read otherwise", flush=True)
    return len(other)


def told(kind: str, queries: list[str], folder: Path) -> int:
    """Print what *queries* came to; how many of them differ."""
    other = compared(queries, folder)
    for query, lodge, simulated, theirs in other[:20]:
        print(f"{query!r}\n  Lodge   {lodge}\n  sandbox {simulated}\n  judge   {theirs}")
    taken = sum(of_lodge(query) is not None for query in queries)
    print(f"{kind}: {len(queries)} queries, {taken} taken; differ: {len(other)}", flush=True)
    return len(other)


if __name__ == "__main__":
    raise SystemExit(main())
