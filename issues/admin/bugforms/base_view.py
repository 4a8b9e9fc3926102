"""Shared code of the custom views for forms.

They are not Django admin's views, because those run inside a transaction, and Jira is never called inside one.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from integrations import jira
from issues.models import BugForm
from issues.views.place_from_address import UnknownPlaceError
from issues.views.signed_in_request import SignedIn
from issues.views.unavailable_wording import trouble_of

P = ParamSpec("P")
View = Callable[Concatenate[SignedIn, P], HttpResponse]
NOT_KEPT = ("csrfmiddlewaretoken",)


def staff_view(*rights: str) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """A view for staff with all of these *rights* on forms. Others get 403; signed-out users sign in first.

    An error of integrations.jira becomes a page that keeps what was posted.
    """

    def decorate(view: View[P]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guard(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.has_perms([f"issues.{right}_bugform" for right in rights]):
                raise PermissionDenied
            try:
                return view(cast("SignedIn", request), *args, **kwargs)
            except (jira.IntegrationError, UnknownPlaceError) as error:
                return _trouble(request, error, cast("int | None", kwargs.get("pk")))

        return guard

    return decorate


def _trouble(request: HttpRequest, error: Exception, pk: int | None) -> HttpResponse:
    trouble = trouble_of(error, request.get_full_path())
    if isinstance(error, jira.Denied | UnknownPlaceError):
        place = reverse("admin:bugform-place", args=[pk]) if pk else reverse("admin:bugform-new")
        headline = _("Your link does not reach this place in Jira.")
        trouble = replace(trouble, headline=headline, action=_("Choose another place"), url=place)
    posted = ((name, texts) for name, texts in request.POST.lists() if name not in NOT_KEPT)
    kept = [(name, text) for name, texts in posted for text in texts]
    context = {"trouble": trouble, "kept": kept}
    answer = render(request, "issues/admin/jira_unavailable.html", context, status=trouble.status)
    if trouble.retry_after:
        answer.headers["Retry-After"] = str(trouble.retry_after)
    return answer


def address(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
    """The address of a custom view, which asks for the admin's sign-in."""
    return path(route, admin.site.admin_view(view), name=name)


def form_or_404(pk: int) -> BugForm:
    """The form with this id."""
    return get_object_or_404(BugForm, pk=pk)


def page(
    request: HttpRequest,
    template: str,
    bug_form: BugForm | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page about *bug_form*, or about forms in general."""
    return render(
        request, f"issues/admin/{template}.html", {"bug_form": bug_form, **context}, status=status
    )


def note(request: SignedIn, form: BugForm, what: int, words: str) -> None:
    """Add an entry to the admin's history of *form*. *what* is ADDITION or CHANGE."""
    LogEntry.objects.log_actions(
        request.user.pk, [form], what, change_message=words, single_object=True
    )
