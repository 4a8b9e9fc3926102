"""Whatever text a person types for a parameter, Jira reads it back as that text, as one operand."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issues.queries.jql import writer
from issues.queries.jql.bind_parameters import bind
from issues.queries.jql.parser import parse
from issues.queries.jql.tree import Value, operands
from tests.integration.sandbox.jira_client import Jira
from tests.support.hypothesis_examples import examples
from tests.support.sandbox import Sandbox

QUERY = parse(
    "summary ~ {x} AND status NOT IN (Done, {x}) AND created > startOfDay({x})"
    " AND NOT labels WAS {x} BY {x} OR assignee CHANGED FROM {x} TO (a, {x})"
)


@pytest.fixture
def jira(sandbox: Sandbox) -> Jira:
    """The simulated Jira over HTTP."""
    return Jira(sandbox)


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(), max_size=40), min_size=1, max_size=40))
def test_any_text_in_any_operand(jira: Jira, texts: list[str]) -> None:
    """The structure that `jql/parse` gives holds the same operands in the same places."""
    queries = [bind(QUERY, {"x": Value(text)}) for text in texts]
    written = [writer.write(query) for query in queries]
    answer = jira.post("/jql/parse", {"queries": written}, params={"validation": "none"})
    for query, read in zip(written, answer.json()["queries"], strict=True):
        expected = [each.text for each in operands(parse(query)) if isinstance(each, Value)]
        assert values(read["structure"]["where"]) == expected


def values(node: Any) -> list[str]:
    """The texts of all operands below a node of JqlQuery."""
    if isinstance(node, list):
        return [text for each in node for text in values(each)]
    if not isinstance(node, dict):
        return []
    if "function" in node:
        return list(node["arguments"])
    own = [node["value"]] if "value" in node else []
    return own + [
        text
        for name in ("clauses", "operand", "values", "predicates")
        for text in values(node.get(name))
    ]
