"""Dates in JQL: absolute ones in the time zone of the caller's profile, relative ones from now."""

import re
from datetime import datetime, time, timedelta

from sandbox.jira.jql.tree import Clause, Function, Operand, Value
from sandbox.jira.messages import Refused
from sandbox.jira.request_context import Place

_PERIOD = re.compile(r"([+-]?)((?:\d+[wdhm]\s*)+)")
_PART = re.compile(r"(\d+)([wdhm])")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
_FORMS = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")


def moment(place: Place, clause: Clause, operand: Operand) -> datetime:
    """The aware datetime of a date field's operand. Raises Refused."""
    if isinstance(operand, Function):
        return _function(place, clause, operand)
    text = operand.text if isinstance(operand, Value) else ""
    offset = period(text)
    if offset is not None:
        return place.now + offset
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=place.zone)
        except ValueError:
            continue
    if text.isdigit():
        return datetime.fromtimestamp(int(text) / 1000, place.zone)
    raise Refused("jql_date", value=text, field=clause.field)


def period(text: str) -> timedelta | None:
    """`-30m`, `4w 2d`, `-1d 2h` as a distance from now. None when it is not one."""
    found = _PERIOD.fullmatch(text.strip())
    if found is None:
        return None
    parts = dict.fromkeys(_UNITS.values(), 0)
    for count, letter in _PART.findall(found[2]):
        parts[_UNITS[letter]] += int(count)
    distance = timedelta(**parts)
    return -distance if found[1] == "-" else distance


def _function(place: Place, clause: Clause, function: Function) -> datetime:
    name = function.name.lower()
    now = place.now.astimezone(place.zone)
    shift = period(function.arguments[0]) if function.arguments else timedelta(0)
    if shift is None:
        raise Refused("jql_date", value=function.arguments[0], field=clause.field)
    if name == "now":
        return now
    if name == "startofday":
        return datetime.combine(now.date(), time(), place.zone) + shift
    if name == "endofday":
        return datetime.combine(now.date() + timedelta(days=1), time(), place.zone) + shift
    raise Refused("jql_function", value=function.name)
