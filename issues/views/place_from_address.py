"""Turns the ids in an address into a site, project and type that the user may file in."""

import hashlib

from django.core.cache import cache
from django.utils.translation import gettext as _

from accounts.models import User
from integrations import jira
from issues import bugforms
from issues.forms.report_place import Place
from issues.models import BugForm

# Seconds. Shorter than fields are cached, so that a form in use reads its fields and its project in one call.
REMEMBERED = 540


class UnknownPlaceError(Exception):
    """There is no such site, project or type for this user. The message says which, in plain words."""


def account_in_use(user: User, bug_form: BugForm | None = None) -> jira.Account:
    """The user's account, whose link works as far as known. *bug_form*: the account that files it for them.

    Raises NotConnected, ReconnectRequired, SharedUnavailable.
    """
    return _in_use(bugforms.account_for(user.pk, bug_form))


def account_at_hand(user: User) -> jira.Account:
    """The same for the user's own account, as it was when the request began: for views that have asked Jira nothing."""
    return _in_use(jira.account_of_signed_in(user))


def _in_use(account: jira.Account) -> jira.Account:
    if account.state != "active":
        raise (
            jira.SharedUnavailable
            if account.shared
            else jira.ReconnectRequired(account.state_reason)
        )
    jira.mark_used(account)
    return account


def site_of(account: jira.Account, cloud_id: str) -> jira.Site:
    """The site with this id. Raises SiteLost where the link lost it, UnknownPlaceError where it never had it."""
    for site in account.sites:
        if site.cloud_id == cloud_id:
            if site.gone:
                raise jira.SiteLost(site.name)
            return site
    raise UnknownPlaceError(_("Your link does not open this Jira site."))


def project_of(
    account: jira.Account, site: jira.Site, project_key: str, issue_type_id: str = ""
) -> jira.Project:
    """The project with this key, cached for nine minutes. Raises UnknownPlaceError and errors of integrations.jira.

    With *issue_type_id* that form is read if needed: it names its project, and is needed next anyway.
    """
    asked = f"{account.account_id}:{site.cloud_id}:{project_key}".encode("utf-8", "surrogatepass")
    key = f"project:{hashlib.sha256(asked).hexdigest()}"  # an address may hold a key of any length
    known: jira.Project | None = cache.get(key)
    if known is not None:
        return known
    try:
        if issue_type_id:
            found = jira.project_with_form(
                account.account_id, site.cloud_id, project_key, issue_type_id
            )
        else:
            found = jira.project(account.account_id, site.cloud_id, project_key)
    except jira.Denied as error:
        raise UnknownPlaceError(
            _("There is no project %(key)s in %(site)s that you can see.")
            % {"key": project_key, "site": site.name}
        ) from error
    cache.set(key, found, REMEMBERED)
    return found


def types_of(
    account: jira.Account, site: jira.Site, project: jira.Project
) -> tuple[jira.IssueType, ...]:
    """The types without sub-tasks, which need a parent. Raises UnknownPlaceError and errors of integrations.jira."""
    nothing = _(
        "You cannot create issues in %(project)s. An administrator of that project can let you."
    )
    try:
        types = jira.issue_types(account.account_id, site.cloud_id, project.id)
    except jira.Denied as error:
        raise UnknownPlaceError(nothing % {"project": project.name}) from error
    usable = tuple(each for each in types if not each.subtask)
    if not usable:
        raise UnknownPlaceError(nothing % {"project": project.name})
    return usable


def forms_of(
    account: jira.Account, site: jira.Site, project: jira.Project
) -> tuple[jira.IssueType, ...]:
    """What a prepared form may file in the project: issues of its types, and on a service project requests.

    Raises as `types_of` does.
    """
    types = types_of(account, site, project)
    if project.kind != "service_desk" or not jira.may_raise_requests(account.account_id):
        return types
    try:
        return types + jira.request_types(account.account_id, site.cloud_id, project.id)
    except (jira.Denied, jira.ScopeMissing):  # a site without Jira Service Management, for one
        return types


def place_of(account: jira.Account, cloud_id: str, project_key: str, issue_type_id: str) -> Place:
    """The whole place. Raises UnknownPlaceError and errors of integrations.jira."""
    site = site_of(account, cloud_id)
    project = project_of(account, site, project_key, issue_type_id)
    types = jira.form_types(account.account_id, site.cloud_id, project.id, issue_type_id)
    for issue_type in types:
        if issue_type.id == issue_type_id:
            return Place(account, site, project, issue_type)
    raise UnknownPlaceError(_("%(project)s has no such type of issue.") % {"project": project.name})
