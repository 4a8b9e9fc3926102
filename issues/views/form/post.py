"""Handles a posted form in five steps: read, locate, decide, act, answer.

Each step returns a value for the next one and calls no earlier step: `parse.Posted`, `target.Target`,
`decision.Decision`, `outcome.Outcome`, the response. Signed-out posts, and those whose CSRF check failed, take another
path from here on, and branch off nowhere else. They are saved and never sent.
"""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse

from issues.forms import drafts
from issues.views.form.act import act
from issues.views.form.answer import answer
from issues.views.form.decide import decide
from issues.views.form.locate import locate
from issues.views.form.parse import Posted, read
from issues.views.form.signed_out.post import keep_unsent
from issues.views.jira_unavailable import guarded
from issues.views.signed_in_request import SignedIn


def answer_post(request: HttpRequest, *, proven: bool = True) -> HttpResponse:
    """Handle the post of any button. The text is always saved. *proven*: the CSRF check passed."""
    posted = read(request)
    if proven and request.user.is_authenticated:
        return _signed_in(cast("SignedIn", request), posted)
    return answer(request, keep_unsent(request, posted, proven=proven))


@guarded
def _signed_in(request: SignedIn, posted: Posted) -> HttpResponse:
    try:
        target = locate(request, request.user, posted.edit.submission_id)
        decision = decide(target, posted)
        outcome = act(decision)
    except drafts.NotYoursError:
        raise Http404 from None
    return answer(request, outcome)
