"""The file `.env`: one `NAME=value` a line, which means what it says, letter by letter.

The same file is read by systemd (`EnvironmentFile=`) and by Docker (`--env-file`), who disagree about quotes,
backslashes, spaces and comments behind a value. A line that they would read in two ways is refused here, so that
the file has one meaning. docs/decisions/0018 says what each of them does.
"""

import re

from config.environment.flaws import flaw_of

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def read(content: bytes, file: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The values of a file called *file*, and what is wrong in it as (setting or line, sentence). No value is shown."""
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
            wrong.append((name or f"Line {number} of {file}", f"{sentence} (line {number} of {file})."))
        elif name:
            values[name] = value
    return values, wrong


def _line(line: str) -> tuple[str, str, str]:
    """Name and value of a line, and what is wrong with it; no name for an empty line or a comment."""
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
    """What is wrong with a comment: to systemd some go on in the next line, or end before this one does."""
    if line.endswith("\\"):
        return "is a comment that ends with a backslash"
    if any(sign < " " and sign != "\t" for sign in line):
        return "is a comment with a character that cannot be seen"
    return ""


def _named(name: str) -> tuple[str, str, str]:
    """What is wrong with that which stands before the `=`."""
    words = name.split()
    if len(words) == 1 and _NAME.fullmatch(words[0]):
        return words[0], "", "has spaces around its name. Write NAME=value"
    if len(words) == 2 and words[0] == "export" and _NAME.fullmatch(words[1]):
        return words[1], "", 'stands behind "export". Write NAME=value'
    return "", "", "does not begin with the name of a setting. Write NAME=value"
