"""What the tests of rich text share: the published schema where it lies at hand, and short ways to say things."""

import gzip
import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema
from hypothesis import HealthCheck, settings

from issues.richtext import to_adf
from tests.support.hypothesis_examples import examples as some
from tests.support.paths import ROOT

_BESIDE = ROOT.parent / "shared" / "spec" / "adf.json.gz"

# A few dozen documents each time, thousands by `HYPOTHESIS_PROFILE=thorough`.
_THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
examples = settings(
    max_examples=3000 if _THOROUGH else some(60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def schema_path() -> Path | None:
    """Where Atlassian's own JSON schema of ADF lies, if it does; it is not ours to ship."""
    path = Path(os.environ.get("LODGE_ADF_SCHEMA") or _BESIDE)
    return path if path.is_file() else None


@cache
def schema_check() -> Callable[[Any], Any]:
    """A function that raises `fastjsonschema.JsonSchemaException` for what the schema refuses."""
    path = schema_path()
    assert path, "ask schema_path first"
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    check: Callable[[Any], Any] = fastjsonschema.compile(json.loads(text))
    return check


def schema_refuses(document: Any) -> bool:
    try:
        schema_check()(document)
    except fastjsonschema.JsonSchemaException:
        return True
    return False


def content(markdown: str) -> list[dict[str, Any]]:
    """The blocks of `markdown`."""
    blocks: list[dict[str, Any]] = to_adf(markdown)["content"]
    return blocks


def inline(markdown: str) -> list[dict[str, Any]]:
    """The inline nodes of `markdown`, which is one block."""
    (block,) = content(markdown)
    nodes: list[dict[str, Any]] = block["content"]
    return nodes


def text(words: str, *marks: str, **link: str) -> dict[str, Any]:
    """A text node with those marks; `href=` gives it a link."""
    written: list[dict[str, Any]] = [{"type": "link", "attrs": link}] if link else []
    written += [{"type": mark} for mark in marks]
    return {"type": "text", "text": words} | ({"marks": written} if written else {})


def paragraph(*nodes: dict[str, Any] | str) -> dict[str, Any]:
    return {"type": "paragraph", "content": [text(n) if isinstance(n, str) else n for n in nodes]}


BREAK: dict[str, Any] = {"type": "hardBreak"}
