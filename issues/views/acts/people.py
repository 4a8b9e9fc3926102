"""Who watches an issue, and who voted for it, as far as Jira names them to the viewer."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from integrations import jira
from issues.views.acts.issue_in_address import issue_at
from issues.views.acts.unavailable_pages import guarded
from issues.views.signed_in_request import SignedIn


@require_safe
@guarded
def people(request: SignedIn, cloud_id: str, key: str) -> HttpResponse:
    """Their names, and how many they are also where Jira names none of them to the viewer."""
    issue = issue_at(request.user, cloud_id, key)
    context = {
        "issue": issue,
        "watchers": _named(jira.watchers_of, issue.where),
        "voters": _named(jira.voters_of, issue.where),
    }
    return render(request, "issues/issue_people.html", context)


def _named(
    ask: Callable[[str, str, str], jira.NamedPeople], where: tuple[str, str, str]
) -> jira.NamedPeople | None:
    """None where Jira does not say, as where voting or watching is switched off."""
    try:
        return ask(*where)
    except (jira.Denied, jira.Rejected, jira.ScopeMissing, jira.RateLimited, jira.Unavailable):
        return None
