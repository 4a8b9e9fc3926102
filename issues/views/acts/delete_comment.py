"""Deletes the viewer's own comment, after showing it once more."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from integrations import jira
from issues.filing import store_act
from issues.models import ActKind
from issues.outbox.acts.field_values import fingerprint
from issues.richtext import to_html
from issues.views.acts.carry_out import carry_out
from issues.views.acts.issue_in_address import issue_at, posted_id
from issues.views.acts.unavailable_pages import guarded
from issues.views.signed_in_request import SignedIn

RIGHT = "DELETE_OWN_COMMENTS"


@require_http_methods(["GET", "HEAD", "POST"])
@guarded
def delete_comment(request: SignedIn, cloud_id: str, key: str, comment_id: str) -> HttpResponse:
    """The comment as it is now, with a button. A POST deletes it, if it still says what the page showed."""
    issue = issue_at(request.user, cloud_id, key)
    comment = jira.comment_of(*issue.where, comment_id)
    if comment.author_id != issue.account.account_id:
        raise Http404
    seen = fingerprint(comment.body)
    if request.method == "POST":
        wish = store_act.Wish(
            request.user,
            replace(issue.acted_on(), seen_at=comment.updated),
            ActKind.DELETE_COMMENT,
            {"comment_id": comment.id, "seen": request.POST.get("seen", "")[:64] or seen},
            act_id=posted_id(request),
        )
        return carry_out(request, wish)
    context = {
        "issue": issue,
        "act_id": posted_id(request),
        "seen": seen,
        "shown": to_html(comment.body, site=issue.site.url),
        "may": may_delete(issue.where),
    }
    return render(request, "issues/acts/delete_comment.html", context)


def may_delete(where: tuple[str, str, str]) -> bool:
    """Whether the account may delete its own comments on the issue. False where Jira does not say."""
    try:
        return jira.permissions_on(*where, RIGHT).get(RIGHT) is True
    except jira.IntegrationError:
        return False
