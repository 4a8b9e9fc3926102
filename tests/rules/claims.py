"""A conditional UPDATE decides who won: the number of rows that it changed is looked at."""

import ast
import re
from collections.abc import Iterator

from tests.rules.checking import Rule, Source

# Columns that say who may go on: a row that another process took no longer has the value asked for.
_DECIDES = re.compile(
    r"\b(state|lease_owner|lease_until|generation|version|finished_at|next_attempt_at|\w+\.mine)\b"
)
_CLAIMS = re.compile(r"^(states\.|drafts\.|engine\.)?(move|lease|claim)$")


def look(source: Source) -> Iterator[tuple[int, str]]:
    """Statements that throw the answer away."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
            continue
        name = ast.unparse(node.value.func)
        if _CLAIMS.search(name) or (
            name.endswith(".update") and _DECIDES.search(_conditions(node.value.func))
        ):
            yield node.value.lineno, "look at what it says: somebody else may have been faster"


def _conditions(chain: ast.expr) -> str:
    """What `.filter(...)` and `.exclude(...)` of a queryset ask for."""
    return " ".join(
        ast.unparse(argument)
        for call in ast.walk(chain)
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith((".filter", ".exclude"))
        for argument in (*call.args, *call.keywords)
    )


RULE = Rule("claim-unread", look)
