"""Which statements read a whole table of PostgreSQL: by their plans, with sequential scans made as dear as can be."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

# Rows are dear and places to look are cheap, as in a table with a thousand times as many rows.
_SMALL = ("enable_seqscan = off",)
_AS_IF_LARGE = (
    *_SMALL,
    "random_page_cost = 0.01",
    "cpu_tuple_cost = 1",
    "cpu_index_tuple_cost = 1",
)
_READS = ("SELECT", "UPDATE", "DELETE")


@dataclass
class Watched:
    """What was found: the table, how it was read, and the statement."""

    tables: frozenset[str]
    partial: frozenset[str]
    owner_of_index: dict[str, str]
    most: int
    found: list[str] = field(default_factory=list)

    def look_at(self, statement: str) -> None:
        """Plan one statement again, and keep what reads a table whole."""
        if not statement.lstrip("( ").upper().startswith(_READS):
            return
        # What only one of them reads whole is a matter of estimates on so few rows.
        judged = [self._whole(_plan(statement, knobs)) for knobs in (_SMALL, _AS_IF_LARGE)]
        if all(judged):
            self.found.append(f"{judged[-1]}: {statement[:400]}")

    def _whole(self, plan: dict[str, Any]) -> str:
        """The first node that reads too much, or ""."""
        for node in _nodes(plan, limited=False):
            index = node.get("Index Name", "")
            table = node.get("Relation Name") or self.owner_of_index.get(index)
            if table in self.tables and (self._is_whole(node) or _read(node) > self.most):
                return f"{node['Node Type']} {index} of {table}, {_read(node):.0f} rows"
        return ""

    def _is_whole(self, node: dict[str, Any]) -> bool:
        """A sequential scan, or an index read from end to end with nothing that stops it."""
        if node["Node Type"] == "Seq Scan":
            return True
        by_index = node["Node Type"] in {"Index Scan", "Index Only Scan"}
        stops = "Index Cond" in node or node["limited"] or node.get("Index Name") in self.partial
        return by_index and not stops


def _plan(statement: str, knobs: tuple[str, ...]) -> dict[str, Any]:
    """The plan with counted rows. What the statement changes is taken back."""
    with suppress(_TakenBackError), transaction.atomic(), connection.cursor() as cursor:
        for knob in knobs:
            cursor.execute(f"SET LOCAL {knob}")
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}")
        plan = cursor.fetchone()[0]
        raise _TakenBackError
    found = json.loads(plan) if isinstance(plan, str) else plan
    whole: dict[str, Any] = found[0]["Plan"]
    return whole


class _TakenBackError(Exception):
    """Rolls a savepoint back."""


def _read(node: dict[str, Any]) -> float:
    """How many rows the node looked at."""
    removed = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    rows = node.get("Actual Rows", 0) + sum(node.get(each, 0) for each in removed)
    return float(rows * node.get("Actual Loops", 1))


def _nodes(node: dict[str, Any], *, limited: bool) -> Iterator[dict[str, Any]]:
    """*node* and all below. *limited*: a LIMIT above ends it, with no sort between that needs every row."""
    yield {**node, "limited": limited}
    kept = limited and node["Node Type"] not in {"Sort", "Aggregate", "Hash"}
    for below in node.get("Plans", ()):
        yield from _nodes(below, limited=kept or node["Node Type"] == "Limit")


@contextmanager
def watched(*tables: str, most: int) -> Iterator[Watched]:
    """Plan again what runs inside. No statement may look at more than *most* rows of one of *tables*.

    The tables should have many more, and be analysed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL")
        partial = frozenset(row[0].strip('"') for row in cursor.fetchall())
        cursor.execute("SELECT indexname, tablename FROM pg_indexes")
        owners = dict(cursor.fetchall())
    held = Watched(frozenset(tables), partial, owners, most)
    with CaptureQueriesContext(connection) as captured:
        yield held
    for each in captured.captured_queries:
        held.look_at(each["sql"])
