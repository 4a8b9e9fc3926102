"""Blocks of HTML: lines that begin with a known tag are paragraphs, comments are dropped, the rest stays as typed."""

import re

from markdown_it.rules_block import StateBlock, html_block, paragraph

from issues.richtext import html_tags
from issues.richtext.bounded_markdown_it import spend

_LINE = 4  # steps: a line is examined
_NAME = re.compile(r"</?([a-z]+[1-6]?)(?=[\s/>]|\Z)", re.IGNORECASE)


def markup(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The block rule for HTML, instead of markdown-it's."""
    position = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("<", position):
        return False
    if state.src.startswith("<!--", position):
        return _comment(state, start, end, position, silent=silent)
    name = _name(state, start)
    if name in html_tags.BLOCKS:  # begins a paragraph, whatever comes before it
        return silent or paragraph(state, start, end, False)
    if name in html_tags.INLINE:
        return False
    return html_block(state, start, end if silent else _until_tag(state, start, end), silent)


def _name(state: StateBlock, line: int) -> str:
    """The name of the tag that begins `line`."""
    begins, ends = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    match = _NAME.match(state.src, begins, ends)
    return match[1].lower() if match else ""


def _until_tag(state: StateBlock, start: int, end: int) -> int:
    """The line at which an HTML block that ends with a blank line meets a known tag."""
    for line in range(start + 1, end):
        spend(state, _LINE)
        if state.isEmpty(line):
            break
        if _name(state, line) in html_tags.BLOCKS:
            return line
    return end


def _comment(state: StateBlock, start: int, end: int, position: int, *, silent: bool) -> bool:
    """A comment only. An unclosed one is text. After a closed one, Markdown continues."""
    if "comments end" not in state.env:
        state.env["comments end"] = state.src.rfind("-->")
    if state.env["comments end"] < position + 2:  # `<!-->` is a complete comment
        return False
    line = start
    while (
        close := state.src.find(
            "-->", position + 2 if line == start else position, state.eMarks[line]
        )
    ) < 0:
        line += 1
        spend(state, _LINE)
        if line >= end or (state.sCount[line] < state.blkIndent and not state.isEmpty(line)):
            return False
        position = state.bMarks[line]
    rest = state.skipSpaces(close + 3)
    if rest < state.eMarks[line] and line == start:
        return not silent and paragraph(state, start, end, False)
    if silent:
        return True
    if rest < state.eMarks[line]:  # continue after the comment
        state.bMarks[line], state.tShift[line], state.sCount[line] = rest, 0, state.blkIndent
        state.line = line
    else:
        state.line = line + 1
    return True
