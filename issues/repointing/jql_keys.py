"""Puts the new keys of projects and issues into a query. Nothing else of it changes, letter by letter."""

from issues.queries.jql.tokens import Kind, scan
from issues.repointing.table import Table


def with_new_keys(jql: str, table: Table) -> str:
    """*jql* with every word, quoted or not, that is an old key, or an issue's key of such a project."""
    return "".join(_new(each.text, each.kind, table) for each in scan(jql))


def _new(text: str, kind: Kind, table: Table) -> str:
    quote = text[:1] if kind is Kind.QUOTED else ""
    if kind not in {Kind.WORD, Kind.QUOTED}:
        return text
    word = text.strip(quote) if quote else text
    project, dash, number = word.rpartition("-")
    key = word.upper()
    if key in table.project:
        word = table.project[key]
    elif dash and number.isdecimal() and project.upper() in table.project:
        word = table.key(word.upper())
    return f"{quote}{word}{quote}"
