"""Steps about what people do with a link: projects, forms, files, changes, and how much of it they may do."""

from datetime import UTC, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from integrations.doctor.catalogue import gateway, jira, lodge
from integrations.doctor.diagnosis import Credential
from integrations.doctor.examination import Examination
from integrations.doctor.findings import Found, Outcome, note, problem
from integrations.jira import attachments, createmeta, projects
from integrations.jira import webhooks as dynamic_webhooks
from integrations.models import Pause

# What filing needs, and what Lodge offers besides.
NEEDED = ("BROWSE_PROJECTS", "CREATE_ISSUES")
HELPFUL = (
    "CREATE_ATTACHMENTS",
    "ADD_COMMENTS",
    "EDIT_ISSUES",
    "ASSIGN_ISSUES",
    "TRANSITION_ISSUES",
    "LINK_ISSUES",
)
_QUOTA_FIELDS = (
    "RateLimit",
    "RateLimit-Policy",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-NearLimit",
    "X-RateLimit-FillRate",
)


def project(examination: Examination) -> Found:
    """The account's permissions in the chosen project, or in the first one where it may file."""
    if examination.project_key:
        found = examination.call(projects.get(examination.project_key))
        chosen = _("Project %(key)s.") % {"key": found.key}
    else:
        page = examination.call(projects.search("", 0, 1))
        if not page.projects:
            return problem(jira.EMPTY, _("It may file in no project of this site."))
        found = page.projects[0]
        text = _("It may file in %(n)d projects. Examined here: %(key)s.")
        chosen = text % {"n": page.total, "key": found.key}
    examination.project = found
    given = examination.call(projects.permissions(found.key, (*NEEDED, *HELPFUL)))
    return _permissions(chosen, given)


def _permissions(chosen: str, given: dict[str, bool]) -> Found:
    lacking = [name for name in NEEDED if not given.get(name)]
    less = [name for name in HELPFUL if not given.get(name)]
    said = [chosen]
    if lacking or less:
        said.append(_("Lacking: %(names)s.") % {"names": ", ".join([*lacking, *less])})
    if lacking:
        return problem(jira.PERMISSION, *said)
    return note(jira.PERMISSION, *said) if less else Found(tuple(said))


def create_form(examination: Examination) -> Found:
    """The form that Jira would show: its types, and the fields of one of them."""
    if examination.project is None:
        return Found((), lodge.SKIPPED, Outcome.SKIPPED)
    types = examination.call(createmeta.issue_types(examination.project.id))
    if not types.items:
        return problem(jira.NO_CREATE)
    kind = types.items[0]
    fields = examination.call(createmeta.fields(examination.project.id, kind.id))
    required = sum(each.required and not each.has_default for each in fields.items)
    text = _(
        "%(types)d issue types. “%(name)s” has %(fields)d fields; %(required)d must be filled in."
    )
    numbers = {"types": len(types.items), "fields": len(fields.items), "required": required}
    return Found((text % {**numbers, "name": kind.name},))


def files(examination: Examination) -> Found:
    """Whether the site takes files, and how large."""
    limits = examination.call(attachments.limits())
    if not limits.enabled:
        return problem(jira.FILES_OFF)
    if limits.upload_limit is None:
        return Found((_("Files are taken; Jira names no limit."),))
    return Found(
        (_("Files of up to %(mb)d MB are taken.") % {"mb": limits.upload_limit // 1024 // 1024},)
    )


def webhooks(examination: Examination) -> Found:
    """The webhooks that the account holds for Lodge at the site. Without any, changes are seen later."""
    if examination.credential is not Credential.USER:
        return Found(
            (_("This kind of link holds no webhooks: changes are seen at the next look."),)
        )
    if dynamic_webhooks.SCOPE not in examination.link.scopes.split():
        return note(jira.NO_WEBHOOK_SCOPE)
    page = examination.call(dynamic_webhooks.listed())
    now = datetime.now(UTC)
    alive = [each for each in page.webhooks if each.expires_at is None or each.expires_at > now]
    if not alive:
        return note(jira.NO_WEBHOOK)
    ends = min((each.expires_at for each in alive if each.expires_at), default=None)
    until = f"{ends:%Y-%m-%d}" if ends else "–"
    said = _("%(n)d registered; the first is to be renewed before %(day)s.")
    return Found((said % {"n": len(alive), "day": until},))


def quotas(examination: Examination) -> Found:
    """What the answers said about quotas, and which parts Lodge leaves alone now."""
    headers = examination.last.headers if examination.last is not None else {}
    told = {name: value for name in _QUOTA_FIELDS if (value := headers.get(name))}
    said = tuple(f"{name}: {value[:100]}" for name, value in told.items())
    paused = _pauses(examination)
    if paused:
        until = max(each.until for each in paused)
        text = _("Paused until %(time)s: %(reasons)s.")
        reasons = ", ".join(sorted({each.reason or "429" for each in paused}))
        return problem(
            lodge.PAUSED, *said, text % {"time": f"{until:%H:%M:%S} UTC", "reasons": reasons}
        )
    if told.get("X-RateLimit-NearLimit") == "true":
        return note(gateway.WAIT_FOR_SITE, *said)
    return Found(said or (_("Jira’s answers name no quota: less than four fifths is used."),))


def _pauses(examination: Examination) -> list[Pause]:
    """Pauses that concern this link."""
    concerned = Q(scope__in=("app", "oauth", "circuit:tokens"))
    if examination.site is not None:
        cloud_id = examination.site.cloud_id
        concerned |= Q(scope__startswith=f"site:{cloud_id}") | Q(scope=f"circuit:{cloud_id}")
    return list(Pause.objects.filter(concerned, until__gt=timezone.now()))
