"""Examines a link step by step: a generator, so that a page can show each step as soon as it is done."""

import logging
from collections.abc import Iterator
from time import monotonic

from integrations.doctor import explain
from integrations.doctor.catalogue import jira, lodge
from integrations.doctor.diagnose import diagnose
from integrations.doctor.diagnosis import Credential
from integrations.doctor.examination import Examination
from integrations.doctor.findings import Finding, Found, Leg, Outcome, problem
from integrations.doctor.steps import STEPS, Step
from integrations.errors import IntegrationError
from integrations.models import Connection, Site
from integrations.transport import Observed, observed

logger = logging.getLogger(__name__)
DEADLINE = 60.0  # seconds for all steps


def examine(
    connection: Connection | None,
    *,
    user_id: int | None = None,
    cloud_id: str = "",
    project_key: str = "",
    asked_by: str = "web",
    seconds: float = DEADLINE,
) -> Iterator[Finding]:
    """The findings of all steps, within *seconds*. *cloud_id*: the site, else the usual one or the only one.

    Raises nothing: what fails is a finding.
    """
    site = _site_of(connection, cloud_id) if connection is not None else None
    examination = Examination(
        connection,
        monotonic() + seconds,
        asked_by,
        user_id,
        site,
        project_key,
    )
    for step in STEPS:
        yield take(step, examination)


def _site_of(connection: Connection, cloud_id: str) -> Site | None:
    """The site that was chosen, in whatever state. Never any other one."""
    if cloud_id:
        return connection.sites.filter(cloud_id=cloud_id).first()
    if connection.default_site is not None:
        return connection.default_site
    known = list(connection.sites.all()[:2])
    return known.pop() if len(known) == 1 else None


def take(step: Step, examination: Examination) -> Finding:
    """One step. A failed one that makes the others senseless stops the examination."""
    if examination.stopped and not step.anyway:
        return Finding(step.name, step.title, _skipped())
    if step.account and examination.credential is Credential.DATA_CENTER_APP:
        return Finding(step.name, step.title, Found((), lodge.NO_ACCOUNT, Outcome.SKIPPED))
    if step.site and examination.site is None:
        return Finding(step.name, step.title, Found((), lodge.SITE_CHOICE, Outcome.SKIPPED))
    started = monotonic()
    with observed() as seen:
        found = _look(step, examination, seen)
    examination.last = seen[-1] if seen else examination.last
    examination.stopped |= step.stops and found.outcome is Outcome.PROBLEM
    legs = tuple(
        Leg(each.method, each.address, each.status, each.milliseconds, each.failure)
        for each in seen
    )
    told = Found(found.said, found.diagnosis, found.outcome, found.quoted, legs)
    return Finding(step.name, step.title, told, round((monotonic() - started) * 1000))


def _look(step: Step, examination: Examination, seen: list[Observed]) -> Found:
    try:
        examination.left()
        found = step.look(examination)
    except IntegrationError as error:
        told = explain.explain(error, seen, step.asked, examination)
        last = explain.telling(seen)
        words = explain.quoted(step.asked, last, examination) if last is not None else ()
        return problem(told, quoted=words)
    except Exception:
        logger.exception("the doctor's step %s failed", step.name)
        return problem(jira.UNEXPLAINED)
    if found.outcome is Outcome.OK and seen and seen[-1].status:
        # A success may have been served to nobody.
        hidden = diagnose(explain.seen_of(step.asked, seen[-1], examination))
        if hidden is not None:
            return problem(hidden, *found.said)
    return found


def _skipped() -> Found:
    return Found((), lodge.SKIPPED, Outcome.SKIPPED)
