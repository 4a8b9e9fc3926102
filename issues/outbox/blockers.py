"""What blocks a call, as Lodge's database knows, and what an error of integrations.jira means for a row."""

from integrations import jira
from issues.outbox import backoff
from issues.outbox.outcomes import CantTell, NotNow, Reason, Refused, Stuck

# Reasons that may be mended without the user: the database or another try shows it.
_AUTOMATIC = frozenset(
    {Reason.LINK, Reason.SHARED, Reason.SITE, Reason.ACCOUNT, Reason.SCOPE, Reason.MISCONFIGURED}
)
_REFUSED = frozenset({Reason.DENIED, Reason.NOT_FOUND})


def hindrance(owner_id: int, account_id: str, cloud_id: str) -> Stuck | None:
    """What keeps *owner_id* from acting as *account_id*: no link, another account's link, or a lost site.

    A shared account may be used while its link is opened to one of their groups.
    """
    try:
        account = jira.acting_as(owner_id, account_id)
    except jira.SharedUnavailable as error:
        return Stuck(Reason.SHARED, str(error))
    except jira.NotConnected:
        return Stuck(Reason.LINK)
    return hindrance_of(account, account_id, cloud_id)


def hindrance_of(account: jira.Account, account_id: str, cloud_id: str) -> Stuck | None:
    """The same, for a link that was just read."""
    if account.account_id != account_id:
        return Stuck(Reason.ACCOUNT)
    if account.state != "active":
        return Stuck(Reason.SHARED if account.shared else Reason.LINK, account.state_reason)
    if not any(site.cloud_id == cloud_id and not site.gone for site in account.sites):
        return Stuck(Reason.SITE)
    return None


def is_mended(reason: str, owner_id: int, account_id: str, cloud_id: str) -> bool:
    """Whether a row blocked for *reason* may be sent again.

    A missing scope or a wrong setting counts as mended, because only a try shows it. So does a refusal that is not
    proven to be Jira's, once Jira knows the account. The engine asks for no other refusal.
    """
    look_for_its_site(reason, account_id)
    if hindrance(owner_id, account_id, cloud_id) is not None:
        return False
    if reason == Reason.NO_FILES:
        return takes_files(account_id, cloud_id)
    return reason in _AUTOMATIC or (reason in _REFUSED and _is_let_in(account_id, cloud_id))


def look_for_its_site(reason: str, account_id: str) -> None:
    """Ask Atlassian whether the lost site is back, before the owner has the row tried again."""
    if reason == Reason.SITE:
        jira.look_for_site(account_id)


def _is_let_in(account_id: str, cloud_id: str) -> bool:
    """Whether the site's Jira answers this account as itself."""
    try:
        return jira.myself(account_id, cloud_id).account_id == account_id
    except jira.ScopeMissing:
        return True  # the gateway accepts the token, but not for this call
    except jira.IntegrationError:
        return False


def takes_files(account_id: str, cloud_id: str) -> bool:
    """Whether the site allows attachments, as Jira says now. True where it does not say."""
    try:
        return jira.attachment_limits(account_id, cloud_id, fresh=True).enabled
    except jira.IntegrationError:
        return True


def not_taken(error: jira.Rejected) -> Refused:
    """The outcome when Jira does not accept a file, a link or a comment."""
    words = (*error.messages, *error.field_errors.values())
    return Refused({}, words, too_large=error.status == 413)


def not_seen(error: jira.Denied) -> CantTell:
    """The outcome of a lookup that Jira refused: ask the owner, and check again later where that is not proven."""
    return CantTell(
        "denied", again_in=0.0 if error.proven else backoff.before_checking_refusal(0.0)
    )


def not_done(error: jira.IntegrationError, *, looking: bool = False) -> NotNow | Stuck:
    """The outcome for an error after which certainly nothing was done."""
    match error:
        case jira.RateLimited():
            return NotNow("rate_limited", wait=error.retry_after)
        case jira.SiteLost():
            return Stuck(Reason.SITE)
        case jira.SharedUnavailable():
            return Stuck(Reason.SHARED, str(error))
        case jira.ReconnectRequired() | jira.NotConnected():
            return Stuck(Reason.LINK, str(error))
        case jira.ScopeMissing():
            return Stuck(Reason.SCOPE, " ".join(error.scopes))
        case jira.Denied():
            reason = Reason.NOT_FOUND if error.status == 404 else Reason.DENIED
            return Stuck(
                reason, " ".join(error.messages), error.messages, unproven=not error.proven
            )
        case jira.Copied():
            return NotNow("not_reached")
        case jira.Misconfigured():
            return Stuck(Reason.MISCONFIGURED, str(error))
        case _:
            return NotNow("look_failed" if looking else "not_reached")
