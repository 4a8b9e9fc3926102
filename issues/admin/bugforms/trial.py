"""“Test this form”: each form held against Jira as it is now, seen by the admin who asks."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from issues.admin.bugforms.frame import page, staff_view
from issues.bugforms.checking import examine
from issues.models import BugForm
from issues.views.place import account_in_use
from issues.views.request import SignedIn

MOST = 20  # each costs Jira three calls


@require_safe
@staff_view("view")
def trial(request: SignedIn) -> HttpResponse:
    """The forms named by `?form=`, at most twenty at once. Raises Http404 where none of them exists."""
    wanted = [text for text in request.GET.getlist("form") if text.isascii() and text.isdigit()]
    chosen = [int(text) for text in wanted if len(text) < 19]
    forms = list(BugForm.objects.filter(pk__in=chosen).prefetch_related("fields", "groups")[:MOST])
    if not forms:
        raise Http404
    account = account_in_use(request.user)
    tests = [(form, examine(form, account)) for form in forms]
    left_out = max(0, len(set(chosen)) - MOST)
    return page(request, "trial", forms[0] if len(forms) == 1 else None, tests=tests, left_out=left_out)
