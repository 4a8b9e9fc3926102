"""The findings as text, to copy into a ticket: no secret, no name of a person, no e-mail address, no whole id.

Names of sites and projects stay, because without them nobody can help.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from integrations.doctor.diagnosis import Who, Words
from integrations.doctor.findings import Finding, Summary
from integrations.doctor.wording import told
from integrations.models import Connection

_ID = re.compile(r"\b(?:\d{6}:)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{10,}([0-9a-f]{4})\b")


def as_text(
    findings: Sequence[Finding],
    names: dict[Who, Words],
    *,
    connection: Connection | None,
    at: datetime,
) -> str:
    """The report, a line for each fact. *at*: when the examination began."""
    about = f"link {connection.pk}, {connection.kind}" if connection is not None else "no link"
    lines = [f"Lodge, doctor's report of {at:%Y-%m-%d %H:%M} UTC: {about}"]
    for finding in findings:
        lines.extend(_lines(finding, names))
    lines.append(_verdict(findings, names))
    return without_ids("\n".join(lines))


def without_ids(text: str) -> str:
    """*text* with the ends of account ids and cloud ids only."""
    return _ID.sub(r"…\1", text)


def _lines(finding: Finding, names: dict[Who, Words]) -> Iterator[str]:
    words = told(finding, names)
    yield f"{finding.title}: {words.tag} ({finding.milliseconds} ms)"
    for fact in finding.found.said:
        yield f"  {fact}"
    if finding.diagnosis is not None and words.who:
        yield f"  [{finding.diagnosis.name}] {finding.diagnosis.why}"
        yield f"  To do ({words.who}): {finding.diagnosis.todo}"
    for text in finding.found.quoted:
        yield f"  Answer: {text}"
    for leg in finding.found.legs:
        yield f"  {leg.method} {leg.address} {leg.status or leg.failure} {leg.milliseconds} ms"


def _verdict(findings: Sequence[Finding], names: dict[Who, Words]) -> str:
    summary = Summary(list(findings))
    if not summary.problems:
        return "Result: everything works."
    who = ", ".join(str(names[each]) for each in Who if each in summary.who)
    return f"Result: {len(summary.problems)} steps do not work. Who can mend it: {who}."
