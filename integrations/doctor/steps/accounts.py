"""Steps about the link: its state, its token, the account that Jira sees, its sites and its scopes."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from integrations import connections, credentials
from integrations.connections import Health
from integrations.doctor import explain, features
from integrations.doctor.catalogue import authorization_server, gateway, lodge, network
from integrations.doctor.diagnosis import Credential, Diagnosis
from integrations.doctor.examination import Examination
from integrations.doctor.findings import Found, note, problem
from integrations.errors import Copied, IntegrationError
from integrations.jira import users_and_groups
from integrations.models import ConnectionState, PendingLink, RefreshAttempt, Site, Token

_STATES = {
    ConnectionState.RECONNECT: lodge.NEEDS_OWNER,
    ConnectionState.BLOCKED: lodge.STOPPED,
    ConnectionState.DISCONNECTED: lodge.DISCONNECTED,
    ConnectionState.SUSPENDED: lodge.RESTS,
    ConnectionState.WAITING: lodge.UNDECIDED,
}
_BEGUN_LATELY = timedelta(days=1)
_LARGEST_SKEW = timedelta(seconds=60)


def link(examination: Examination) -> Found:
    """The state of the link, by Lodge's own record."""
    found = examination.connection
    if found is None:
        return _no_link(examination)
    if found.state == ConnectionState.RECONNECT:
        ended = lodge.SHARED_ENDED if found.is_shared else lodge.NEEDS_OWNER
        return problem(_why_refused(examination) or ended)
    if found.state != ConnectionState.ACTIVE:
        return problem(_STATES[ConnectionState(found.state)])
    if connections.health_of(found) is Health.SEALED:
        return problem(lodge.KEY_MISSING)
    if found.user is not None and not found.user.is_active:
        return problem(lodge.RESTS)
    kind = _("Kind: %(kind)s.") % {"kind": found.get_kind_display()}
    since = _("It works since %(day)s.") % {"day": f"{found.state_since:%Y-%m-%d %H:%M} UTC"}
    return Found((kind, since))


def _no_link(examination: Examination) -> Found:
    """Nobody links without coming back from Atlassian. Whom it stops on its own page, Lodge never hears of."""
    lately = timezone.now() - _BEGUN_LATELY
    begun = PendingLink.objects.filter(
        user_id=examination.user_id or 0, used_at=None, started_at__gt=lately
    )
    if begun.exists():
        return problem(authorization_server.NEVER_CAME_BACK)
    return problem(lodge.NOT_LINKED)


def _why_refused(examination: Examination) -> Diagnosis | None:
    attempt = examination.link.attempts.exclude(outcome="").first()
    return _of(attempt, examination) if attempt is not None else None


def _of(attempt: RefreshAttempt, examination: Examination) -> Diagnosis | None:
    return explain.of_renewal(examination, attempt.status, attempt.detail)


def token(examination: Examination) -> Found:
    """The access token, renewed first where a call would renew it. Raises as `connections.access` does."""
    before = _generation(examination)
    try:
        connections.access(
            examination.link.pk, asked_by=examination.asked_by, within=examination.left()
        )
    except Copied:
        raise
    except IntegrationError:
        attempt = examination.link.attempts.exclude(outcome="").first()
        told = _of(attempt, examination) if attempt is not None else None
        if told is None or attempt is None:
            raise
        return problem(told, quoted=(explain.redacted(attempt.detail),))
    return Found(_age(examination, renewed=_generation(examination) != before))


def _generation(examination: Examination) -> int | None:
    tokens = Token.objects.filter(connection=examination.link)
    return tokens.values_list("generation", flat=True).first()


def _age(examination: Examination, *, renewed: bool) -> tuple[str, ...]:
    saved = Token.objects.filter(connection=examination.link).only("saved_at", "expires_at").get()
    now = timezone.now()
    age = _("It is %(old)d minutes old, and good for %(left)d more.") % {
        "old": max((now - saved.saved_at).total_seconds(), 0) // 60,
        "left": max((saved.expires_at - now).total_seconds(), 0) // 60,
    }
    last = examination.link.attempts.exclude(outcome="").first()
    said = [_("It was renewed just now.")] if renewed else []
    if last is not None:
        line = _("Last renewal: %(when)s, %(outcome)s, %(ms)d ms at the authorization server.")
        said.append(
            line
            % {
                "when": f"{last.started_at:%Y-%m-%d %H:%M} UTC",
                "outcome": last.outcome,
                "ms": last.milliseconds or 0,
            }
        )
    return (*said, age)


def myself(examination: Examination) -> Found:
    """Whom Jira sees. The client compares the account that the answer names. Raises as `client.call` does."""
    examination.call(users_and_groups.myself())
    return Found((_("Jira knows the linked account, and answers as it."),))


def clock(examination: Examination) -> Found:
    """Lodge's clock beside that of the last answer (RFC 9110, 6.6.1)."""
    date = examination.last.headers.get("Date", "") if examination.last is not None else ""
    try:
        there = parsedate_to_datetime(date)
    except ValueError:
        return Found((_("The answer names no time."),))
    apart = abs(datetime.now(UTC) - there.replace(tzinfo=there.tzinfo or UTC))
    seconds = int(apart.total_seconds())
    said = _("Lodge’s clock and the server’s are %(n)d seconds apart.") % {"n": seconds}
    return problem(network.CLOCK, said) if apart > _LARGEST_SKEW else Found((said,))


def sites(examination: Examination) -> Found:
    """The sites that the link opens, read again. Raises as `connections.read_sites` does."""
    kind = credentials.of(examination.link.kind)
    if getattr(kind, "lists_sites", True):
        connections.read_sites(
            examination.link.pk, asked_by=examination.asked_by, within=examination.left()
        )
    usable = list(examination.link.sites.filter(gone_at=None))
    if not usable:
        allowed = settings.ATLASSIAN_ALLOWED_SITES
        return problem(
            lodge.SITE_NOT_ALLOWED if allowed and _listed(examination) else lodge.NO_SITE
        )
    said = _("Open: %(sites)s.") % {"sites": ", ".join(site.name for site in usable)}
    lost = _lost(examination)
    if lost:
        gone = _("Lost: %(sites)s.") % {"sites": ", ".join(site.name for site in lost)}
        return note(gateway.NOT_INSTALLED, said, gone)
    return note(lodge.SITE_CHOICE, said) if examination.site is None else Found((said,))


def _listed(examination: Examination) -> bool:
    """Whether Atlassian's list has any site, allowed here or not."""
    return examination.last is not None and examination.last.body.strip() not in {b"", b"[]"}


def _lost(examination: Examination) -> list[Site]:
    since = timezone.now() - connections.LOST_LATELY
    return list(examination.link.sites.filter(gone_at__gt=since))


def scopes(examination: Examination) -> Found:
    """What the granted scopes suffice for."""
    granted = examination.link.scopes
    if not granted or examination.credential in features.WITHOUT_SCOPES:
        return Found((_("This kind of link has no scopes: permissions in Jira decide alone."),))
    works, lacking = features.sorted_out(granted)
    said = tuple(_("Works: %(what)s.") % {"what": each.words} for each in works)
    missing = tuple(
        _("Lacking: %(what)s (%(scopes)s).")
        % {"what": each.words, "scopes": ", ".join(each.missing(granted))}
        for each in lacking
    )
    if not lacking:
        return Found(said)
    told = {
        Credential.SCOPED_API_TOKEN: gateway.TOKEN_SCOPE_MISSING,
        Credential.SERVICE_ACCOUNT: gateway.SERVICE_SCOPE_MISSING,
    }.get(examination.credential, gateway.SCOPE_MISSING)
    needed = any(each.needed for each in lacking)
    return problem(told, *said, *missing) if needed else note(told, *said, *missing)
