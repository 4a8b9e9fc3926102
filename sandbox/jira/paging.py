"""Pages of lists, by `startAt` and `maxResults`."""

from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import request

from sandbox.jira.operation import Call

T = TypeVar("T")


def cut(call: Call, items: list[T], default: int, most: int) -> tuple[list[T], dict[str, int]]:
    """The requested page, and its `startAt`, `maxResults`, `total`. Raises Refused."""
    start, size = call.number("startAt", 0), min(call.number("maxResults", default), most)
    return items[start : start + size], {"startAt": start, "maxResults": size, "total": len(items)}


def page_bean(
    call: Call, path: str, items: list[Any], default: int = 50, most: int = 1000
) -> dict[str, Any]:
    """A PageBean: `values` with `isLast`, `self` and, unless it is the last, `nextPage`."""
    values, facts = cut(call, items, default, most)
    end = facts["startAt"] + len(values)
    args = {
        name: value for name, value in request.args.items() if name not in ("startAt", "maxResults")
    }

    def address(start: int) -> str:
        query = urlencode({**args, "maxResults": facts["maxResults"], "startAt": start})
        return f"{call.place.base}{path}?{query}"

    last = end >= len(items)
    shape: dict[str, Any] = {"self": address(facts["startAt"])}
    if not last:
        shape["nextPage"] = address(end)
    return shape | facts | {"isLast": last, "values": values}
