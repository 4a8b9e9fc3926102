"""What our own database knows to stand in the way of a call, and what an error of the door means for a row."""

from integrations import jira
from issues.outbox import pace
from issues.outbox.outcomes import CantTell, NotNow, Reason, Refused, Stuck

# What a look into our own database, or another try, can find mended without a person's word.
_AUTOMATIC = frozenset({Reason.LINK, Reason.SITE, Reason.ACCOUNT, Reason.SCOPE, Reason.MISCONFIGURED})
_REFUSED = frozenset({Reason.DENIED, Reason.NOT_FOUND})


def hindrance(owner_id: int, account_id: str, cloud_id: str) -> Stuck | None:
    """No link, another account's link, a site that it lost: what keeps *owner_id* from acting as *account_id*."""
    try:
        account = jira.account_of(owner_id)
    except jira.NotConnected:
        return Stuck(Reason.LINK)
    return hindrance_of(account, account_id, cloud_id)


def hindrance_of(account: jira.Account, account_id: str, cloud_id: str) -> Stuck | None:
    """The same, of a link that was read just now."""
    if account.account_id != account_id:
        return Stuck(Reason.ACCOUNT)
    if account.state != "active":
        return Stuck(Reason.LINK, account.state_reason)
    if not any(site.cloud_id == cloud_id and not site.gone for site in account.sites):
        return Stuck(Reason.SITE)
    return None


def is_mended(reason: str, owner_id: int, account_id: str, cloud_id: str) -> bool:
    """Whether what was blocked for *reason* may go again. A missing scope and a wrong setting show only in trying.

    A refusal that nobody could prove to be Jira's (the engine asks for no other): once Jira knows the account there.
    """
    look_for_its_site(reason, account_id)
    if hindrance(owner_id, account_id, cloud_id) is not None:
        return False
    if reason == Reason.NO_FILES:
        return takes_files(account_id, cloud_id)
    return reason in _AUTOMATIC or (reason in _REFUSED and _is_let_in(account_id, cloud_id))


def look_for_its_site(reason: str, account_id: str) -> None:
    """Ask Atlassian whether the site is back that a row waits for, before its owner has it tried again."""
    if reason == Reason.SITE:
        jira.look_for_site(account_id)


def _is_let_in(account_id: str, cloud_id: str) -> bool:
    """Whether the site's Jira answers this account as the one that it is."""
    try:
        return jira.myself(account_id, cloud_id).account_id == account_id
    except jira.ScopeMissing:
        return True  # the gateway takes the token, but not for this question
    except jira.IntegrationError:
        return False


def takes_files(account_id: str, cloud_id: str) -> bool:
    """Whether the site's administrators let files be attached, as Jira says now; True where it does not say."""
    try:
        return jira.attachment_limits(account_id, cloud_id, fresh=True).enabled
    except jira.IntegrationError:
        return True


def not_taken(error: jira.Rejected) -> Refused:
    """What it means for a file, a link or a comment that Jira does not take it as it is."""
    words = (*error.messages, *error.field_errors.values())
    return Refused({}, words, too_large=error.status == 413)


def not_seen(error: jira.Denied) -> CantTell:
    """What it means for a look that it was refused: its owner is asked, and time tells, too, where it is not proven."""
    return CantTell("denied", again_in=0.0 if error.proven else pace.before_asking_anew(0.0))


def not_done(error: jira.IntegrationError, *, looking: bool = False) -> NotNow | Stuck:
    """What an error means that says for certain: nothing was done."""
    match error:
        case jira.RateLimited():
            return NotNow("rate_limited", wait=error.retry_after)
        case jira.SiteLost():
            return Stuck(Reason.SITE)
        case jira.ReconnectRequired() | jira.NotConnected():
            return Stuck(Reason.LINK, str(error))
        case jira.ScopeMissing():
            return Stuck(Reason.SCOPE, " ".join(error.scopes))
        case jira.Denied():
            reason = Reason.NOT_FOUND if error.status == 404 else Reason.DENIED
            return Stuck(reason, " ".join(error.messages), error.messages, unproven=not error.proven)
        case jira.Copied():
            return NotNow("not_reached")
        case jira.Misconfigured():
            return Stuck(Reason.MISCONFIGURED, str(error))
        case _:
            return NotNow("look_failed" if looking else "not_reached")
