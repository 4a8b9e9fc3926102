"""Reads `.env`: a line `NAME=value` means exactly its characters.

systemd (`EnvironmentFile=`) and Docker (`--env-file`) read the same file, and disagree about quotes, backslashes,
spaces and trailing comments. A line that they would read differently is refused. See docs/decisions/0018.
"""

import re

from config.environment.rejected_values import flaw_of

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def read(content: bytes, file: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The values of *file*, and its problems as (setting or line, sentence). No value is quoted."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return {}, [(file, "is not written in UTF-8.")]
    if text.startswith("\ufeff"):
        return {}, [(file, "begins with a byte order mark. Save it as UTF-8 without one.")]
    values: dict[str, str] = {}
    wrong: list[tuple[str, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        name, value, sentence = _line(line.removesuffix("\r"))
        if not sentence and name in values:
            sentence = "stands here for the second time"
        if sentence:
            wrong.append(
                (name or f"Line {number} of {file}", f"{sentence} (line {number} of {file}).")
            )
        elif name:
            values[name] = value
    return values, wrong


def _line(line: str) -> tuple[str, str, str]:
    """The name and value of a line, and its problem. Empty lines and comments have no name."""
    if not line.strip(" \t"):
        return "", "", ""
    if line.lstrip(" \t").startswith("#"):
        return "", "", _comment(line)
    name, equals, value = line.partition("=")
    if not equals:
        return "", "", "has no =. Write NAME=value"
    if not _NAME.fullmatch(name):
        return _named(name)
    if value.startswith((" ", "\t")):
        return name, "", "has a space behind its =. Write NAME=value"
    if "\\" in value:
        return (
            name,
            "",
            "holds a backslash, which systemd takes away and Docker does not. In an address, write %5C",
        )
    return name, value, flaw_of(value).rstrip(".")


def _comment(line: str) -> str:
    """The problem of a comment: systemd continues some on the next line, or ends them before this one does."""
    if line.endswith("\\"):
        return "is a comment that ends with a backslash"
    if any(sign < " " and sign != "\t" for sign in line):
        return "is a comment with a character that cannot be seen"
    return ""


def _named(name: str) -> tuple[str, str, str]:
    """The problem of the text before the `=`."""
    words = name.split()
    if len(words) == 1 and _NAME.fullmatch(words[0]):
        return words[0], "", "has spaces around its name. Write NAME=value"
    if len(words) == 2 and words[0] == "export" and _NAME.fullmatch(words[1]):
        return words[1], "", 'stands behind "export". Write NAME=value'
    return "", "", "does not begin with the name of a setting. Write NAME=value"
