"""What Lodge writes is read back as what was meant, whatever text stands in an operand."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.queries.jql import writer
from issues.queries.jql.bind_parameters import Bound, UnboundError, bind, parameters
from issues.queries.jql.parser import parse
from issues.queries.jql.tree import (
    Clause,
    Empty,
    Field,
    Function,
    Group,
    Node,
    Operand,
    Order,
    Parameter,
    Predicate,
    Query,
    Several,
    Value,
    operands,
)

# What a text becomes: a control stands for nothing that a person typed.
UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
ANY_TEXT = st.text(st.characters(), max_size=30)
TEXT = ANY_TEXT.map(lambda text: UNWRITABLE.sub(" ", text))
VALUE = TEXT.map(Value)
FIELD = st.one_of(TEXT, st.sampled_from(("cf[10021]", "and", "Story Points", "empty", "cf")))
NAMED = FIELD.map(Field)
FUNCTION = st.builds(Function, TEXT, st.lists(VALUE, max_size=3).map(tuple))
SINGLE: st.SearchStrategy[Operand] = st.one_of(VALUE, FUNCTION, st.just(Empty()))
LIST = st.recursive(
    st.lists(SINGLE, min_size=1, max_size=3).map(lambda found: Several(tuple(found))),
    lambda inner: st.lists(inner, min_size=1, max_size=2).map(lambda found: Several(tuple(found))),
    max_leaves=4,
)
PREDICATE = st.builds(Predicate, st.sampled_from(("by", "before", "on")), st.one_of(SINGLE, LIST))
PREDICATES = st.lists(PREDICATE, max_size=2).map(tuple)
CLAUSE = st.one_of(
    st.builds(Clause, NAMED, st.sampled_from(("=", "!=", "~", "!~")), SINGLE),
    st.builds(Clause, NAMED, st.sampled_from(("<", ">=")), st.one_of(VALUE, FUNCTION)),
    st.builds(Clause, NAMED, st.sampled_from(("in", "not in")), st.one_of(LIST, FUNCTION)),
    st.builds(Clause, NAMED, st.sampled_from(("is", "is not")), st.just(Empty())),
    st.builds(Clause, NAMED, st.sampled_from(("was", "was not")), SINGLE, PREDICATES),
    st.builds(Clause, NAMED, st.just("was in"), LIST, PREDICATES),
    st.builds(Clause, NAMED, st.just("changed"), st.none(), PREDICATES),
)


def _groups(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    joined = st.builds(Group, st.sampled_from(("and", "or")), several)
    return joined | st.builds(Group, st.just("not"), st.tuples(inner))


NODE: st.SearchStrategy[Node] = st.recursive(CLAUSE, _groups, max_leaves=6)
ORDER = st.builds(Order, NAMED, st.sampled_from(("", "asc", "desc")))
QUERY = st.builds(Query, NODE, st.lists(ORDER, max_size=3).map(tuple))


@given(ANY_TEXT)
def test_any_text_is_read_back_from_quotes(text: str) -> None:
    """Of every text only controls are lost, for spaces."""
    clause = parse(" ".join(("a", "=", writer.quoted(text)))).where
    assert clause == Clause(Field("a"), "=", Value(UNWRITABLE.sub(" ", text)))


@given(QUERY)
def test_any_tree_is_read_back_from_its_text(query: Query) -> None:
    """All fields, operators and operands, joined in any way."""
    written = writer.write(query)
    assert parse(written) == query
    assert writer.write(parse(written)) == written


@given(TEXT, TEXT)
def test_a_parameter_stays_one_operand(first: str, second: str) -> None:
    """Whatever a person types for it, the query around it stays as it was."""
    query = parse("a = {one} AND b IN (x, {two}) AND c = f({one}) AND d CHANGED BY {two}")
    assert parameters(query) == ("one", "two")
    values: dict[str, Bound] = {"one": Value(first), "two": Value(second)}
    bound = parse(writer.write(bind(query, values)))
    assert _texts(bound) == [first, "x", second, first, second]


def _texts(query: Query) -> list[str]:
    return [each.text for each in operands(query) if isinstance(each, Value)]


def test_a_parameter_may_stand_for_a_function_or_a_list() -> None:
    """`{me}` is whoever runs the query; a list needs no parentheses around it."""
    query = parse("a = {me} and p in {projects}")
    values: dict[str, Bound] = {
        "me": Function("currentUser"),
        "projects": Several((Value("1"), Value("2"))),
    }
    assert writer.write(bind(query, values)) == 'a = currentUser() AND p IN ("1", "2")'


@pytest.mark.parametrize(
    ("text", "values"),
    [("a = {x}", {}), ("a = f({x})", {"x": Function("now")})],
)
def test_a_parameter_without_a_usable_value_is_named(text: str, values: dict[str, Bound]) -> None:
    """None at all, or a function where only a text may stand."""
    with pytest.raises(UnboundError) as caught:
        writer.write(bind(parse(text), values))
    assert caught.value.name == "x"


def test_what_a_person_wrote_stays_as_written() -> None:
    """Jira reads escapes in its own way, so Lodge does not rewrite them."""
    text = r"""'a b' = "x\u0041\n" AND cf[3] = 1.5 ORDER BY 'a b' DESC"""
    assert writer.write(parse(text)) == text


def test_a_parameter_that_nobody_bound_is_no_jql() -> None:
    """Jira would refuse its braces, so nothing is sent by mistake."""
    assert writer.operand(Parameter("x")) == "{x}"
