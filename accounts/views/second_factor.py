"""Sets up and asks for the second factor before the administration."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms.second_factor import CodeForm
from accounts.models import User
from accounts.next_url import local_path
from accounts.second_factor import begun, is_passed, is_wanted, shown


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code. Before the first one show the key, after it the backup codes, once."""
    if not isinstance(request.user, User) or not is_wanted(request.user):
        raise Http404
    way_on = local_path(request.POST.get("next") or request.GET.get("next")) or reverse(
        "admin:index"
    )
    if is_passed(request):
        return redirect(way_on)
    factor = begun(request.user)
    form = CodeForm(request, factor, request.POST if request.method == "POST" else None)
    context = {"form": form, "next": way_on}
    if form.is_valid():
        return (
            render(request, "accounts/backup_codes.html", {**context, "codes": form.codes})
            if form.codes
            else redirect(way_on)
        )
    if factor.confirmed_at is None:
        context["shown"] = shown(factor)
    return render(request, "accounts/second_factor.html", context)
