"""The user's account, from Lodge's database, in any state of the link."""

from accounts.models import User
from integrations import jira
from issues import bugforms
from issues.models import BugForm


def account_or_none(user_id: int) -> jira.Account | None:
    """The user's account at Atlassian, in any state. None where nothing is linked."""
    try:
        return jira.account_of(user_id)
    except jira.NotConnected:
        return None


def own_account(user: User) -> jira.Account | None:
    """The account of the user of this request, in any state, as it was when the request began."""
    try:
        return jira.account_of_signed_in(user)
    except jira.NotConnected:
        return None


def author_or_none(user_id: int, bug_form: BugForm | None) -> jira.Account | None:
    """The account that files *bug_form* for the user, in any state. None where there is none for them."""
    try:
        return bugforms.account_for(user_id, bug_form)
    except (jira.NotConnected, jira.SharedUnavailable):
        return None


def link_is_dead(user_id: int) -> bool:
    """Whether the user must link, or link again, before anything can be filed."""
    account = account_or_none(user_id)
    return account is None or not account.is_active


def account_in_any_state(user_id: int, bug_form: BugForm | None = None) -> jira.Account:
    """The account in any state, because text is stored even when the link is dead. *bug_form*: the one that it files.

    Raises NotConnected or SharedUnavailable.
    """
    account = bugforms.account_for(user_id, bug_form)
    jira.mark_used(account)
    return account
