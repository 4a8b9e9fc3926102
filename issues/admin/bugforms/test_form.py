"""“Test this form”: compares forms with the current Jira, as the admin who asks."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from issues.admin.bugforms.base_view import page, staff_view
from issues.bugforms.check_against_jira import examine
from issues.models import BugForm
from issues.views.place_from_address import account_in_use
from issues.views.signed_in_request import SignedIn

MOST = 20  # each takes three calls of Jira


@require_safe
@staff_view("view")
def trial(request: SignedIn) -> HttpResponse:
    """Test the forms in `?form=`, at most twenty. Raises Http404 where none of them exists."""
    wanted = [text for text in request.GET.getlist("form") if text.isascii() and text.isdigit()]
    chosen = [int(text) for text in wanted if len(text) < 19]
    forms = list(BugForm.objects.filter(pk__in=chosen).prefetch_related("fields", "groups")[:MOST])
    if not forms:
        raise Http404
    account = account_in_use(request.user)
    tests = [(form, examine(form, account)) for form in forms]
    left_out = max(0, len(set(chosen)) - MOST)
    only = forms[0] if len(forms) == 1 else None
    return page(request, "bugform_check_results", only, tests=tests, left_out=left_out)
