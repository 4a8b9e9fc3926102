"""Whose link to Jira a page speaks of: what our own database knows, whatever state the link is in."""

from integrations import jira


def account_or_none(user_id: int) -> jira.Account | None:
    """The user's account at Atlassian, in whatever state, or None where nothing is linked."""
    try:
        return jira.account_of(user_id)
    except jira.NotConnected:
        return None


def link_is_dead(user_id: int) -> bool:
    """Whether nothing can be filed until this user links, or links again."""
    account = account_or_none(user_id)
    return account is None or not account.is_active


def account_however(user_id: int) -> jira.Account:
    """Whatever the state of the link: what is typed is stored even when it is dead. Raises NotConnected."""
    account = jira.account_of(user_id)
    jira.mark_used(account)
    return account
