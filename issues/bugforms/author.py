"""As whom a form files: as the person, or as a shared account that names them.

A shared account may be used by the members of the groups that administrators opened its link to. To Jira all of them
are that account, so the person is named: as the reporter, where the form lets Lodge set one and the person's own
account is known, or else by a line in the description.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from accounts.models import User
from integrations import jira
from issues.models import Author, BugForm
from issues.outbox.reporter_line import DESCRIPTION, REPORTER, with_line


def account_for(user_id: int, bug_form: BugForm | None) -> jira.Account:
    """The account that files *bug_form* (None: any plain form) for the user, in any state of its link.

    Raises NotConnected, and SharedUnavailable where the shared account is not opened to them.
    """
    if bug_form is None or bug_form.author == Author.PERSON or not bug_form.shared_account_id:
        return jira.account_of(user_id)
    if bug_form.author == Author.SHARED:
        return jira.shared_account(user_id, bug_form.shared_account_id)
    own = _own(user_id)
    if own is not None and own.is_active and _opens(own, bug_form.cloud_id):
        return own
    try:
        return jira.shared_account(user_id, bug_form.shared_account_id)
    except jira.SharedUnavailable:
        if own is not None:
            return own
        return jira.account_of(user_id)  # raises: only their own link would help


def without_own_link(user: User, forms: Iterable[BugForm]) -> list[BugForm]:
    """Those of *forms* that the user may file through a shared account, without a link of their own. One query."""
    shared = [each for each in forms if each.author != Author.PERSON and each.shared_account_id]
    opened = jira.shared_accounts_of(user.pk) if shared else frozenset()
    return [each for each in shared if each.shared_account_id in opened]


def line_for(user: User, bug_form: BugForm | None, account: jira.Account) -> str:
    """The line that names the person, in plain text. Empty where they are the author themselves."""
    if not account.shared:
        return ""
    template = (bug_form.reporter_line if bug_form is not None else "") or BugForm.REPORTER_LINE
    name = user.get_full_name().strip() or user.get_username()
    known = {"{name}": name, "{username}": user.get_username(), "{email}": user.email or "–"}
    for placeholder, value in known.items():
        template = template.replace(placeholder, " ".join(value.split()))
    return template[:500]


def comment_line(user: User, account: jira.Account) -> str:
    """The line above a comment that the user writes through a shared account. Empty where it is their own."""
    if not account.shared:
        return ""
    return gettext("%(name)s wrote:") % {
        "name": user.get_full_name().strip() or user.get_username()
    }


def naming(
    fields: Mapping[str, Any], user: User, metas: Iterable[jira.FieldMeta], line: str
) -> dict[str, Any]:
    """*fields* for Jira, in which the person is named: as the reporter, or by *line* below the description."""
    if not line or REPORTER in fields:
        return dict(fields)
    offered = {each.field_id: each for each in metas}
    own, reporter = _own(user.pk), offered.get(REPORTER)
    if own is not None and reporter is not None and "set" in reporter.operations:
        return {**fields, REPORTER: jira.user_value(own.account_id)}
    return with_line(fields, line) if DESCRIPTION in offered else dict(fields)


def _own(user_id: int) -> jira.Account | None:
    try:
        return jira.account_of(user_id)
    except jira.NotConnected:
        return None


def _opens(account: jira.Account, cloud_id: str) -> bool:
    return any(site.cloud_id == cloud_id and not site.gone for site in account.sites)
