"""The words of a page or report about findings. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from integrations.doctor.diagnosis import Who, Words
from integrations.doctor.findings import Finding, Outcome

FOR_OWNER: dict[Who, Words] = {
    Who.OWNER: _("You"),
    Who.JIRA_ADMIN: _("A Jira administrator of the site"),
    Who.ORGANISATION_ADMIN: _("An administrator of your organisation at Atlassian"),
    Who.LODGE_ADMIN: _("The people who run Lodge"),
    Who.NOBODY: _("Nobody: wait"),
}
FOR_ADMIN: dict[Who, Words] = {
    **FOR_OWNER,
    Who.OWNER: _("The owner of the link"),
    Who.LODGE_ADMIN: _("You, who run Lodge"),
    Who.ORGANISATION_ADMIN: _("An administrator of the organisation at Atlassian"),
}
_TAGS: dict[Outcome, tuple[Words, str, str]] = {
    Outcome.OK: (_("Works"), "done", "check"),
    Outcome.NOTE: (_("Works, with a note"), "wait", "info"),
    Outcome.PROBLEM: (_("Does not work"), "bad", "cross"),
    Outcome.SKIPPED: (_("Not tried"), "", "clock"),
}


@dataclass(frozen=True)
class ToldFinding:
    """A finding with its tag (words, kind, icon) and who can mend it (empty where nothing is to be mended)."""

    finding: Finding
    tag: Words
    kind: str
    icon: str
    who: Words = ""


def told(finding: Finding, names: dict[Who, Words]) -> ToldFinding:
    """The words for *finding*. *names*: FOR_OWNER or FOR_ADMIN."""
    tag, kind, icon = _TAGS[finding.outcome]
    mends = finding.diagnosis is not None and finding.outcome is not Outcome.SKIPPED
    who = names[finding.diagnosis.who] if mends and finding.diagnosis else ""
    return ToldFinding(finding, tag, kind, icon, who)
