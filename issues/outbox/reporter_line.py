"""The line by which a shared account names the person for whom it files. Pure."""

from collections.abc import Mapping
from typing import Any

from issues.richtext.mentions import escaped

REPORTER, DESCRIPTION = "reporter", "description"


def with_line(fields: Mapping[str, Any], line: str) -> dict[str, Any]:
    """*fields* for Jira with *line* as the last paragraph of the description, whichever rich text that is in."""
    before = fields.get(DESCRIPTION)
    if isinstance(before, str):
        return {**fields, DESCRIPTION: f"{before}\n\n{line}".strip()}
    # plain text: to_adf would make links of addresses
    added = {"type": "paragraph", "content": [{"type": "text", "text": line}]}
    document: Mapping[str, Any] = (
        before if isinstance(before, Mapping) else {"type": "doc", "version": 1}
    )
    content = [*document.get("content", ()), added]
    return {**fields, DESCRIPTION: {**document, "content": content}}


def without_reporter(fields: Mapping[str, Any], line: str) -> dict[str, Any]:
    """*fields* with the person named by *line*, because Jira did not take them as the reporter."""
    return with_line({name: each for name, each in fields.items() if name != REPORTER}, line)


def above(text: str, line: str) -> str:
    """The Markdown of a comment with *line* above it. *text* itself where there is no line."""
    return f"**{escaped(line)}**\n\n{text}" if line else text
