"""The way to an account elsewhere and back."""

import logging
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts import rate_counters, sign_in_log
from accounts.client_ip_address import network_of
from accounts.models import User
from accounts.next_url import local_path
from integrations.connections import admin_alert
from integrations.views import consent
from integrations.views.after_linking import linked
from single_sign_on import atlassian, openid_connect, pending, ways
from single_sign_on.failures import EXPECTED, NAMED, Failure, explain, name_of, said_of
from single_sign_on.ways import Arrived, Way

logger = logging.getLogger("lodge.signin")
# Sign-ins begun from one network in a quarter of an hour and not finished. A whole office may share a network.
MOST_BEGUN, WINDOW = 300, 15 * 60
_BACKEND = "accounts.authentication.NameOrEmailBackend"


@never_cache
@require_POST
def begin(request: HttpRequest, provider: str) -> HttpResponse:
    """Send the browser to the page where people sign in. Only a button leads here."""
    way = _way(provider)
    next_path = local_path(request.POST.get("next"))
    if request.user.is_authenticated and provider == atlassian.NAME:
        return redirect("link:index")  # a signed-in person links
    try:
        rate_counters.take([_counter(request)])
        address = way.begin(request, _signed_in(request), next_path)
    except EXPECTED as error:
        return _to_failure(request, way, error, next_path)
    return _go_to(request, address, way.title())


@never_cache
@require_GET
def complete(request: HttpRequest, provider: str) -> HttpResponse:
    """The callback, with a code or an error."""
    way = _way(provider)
    try:
        arrived = way.complete(request, _signed_in(request))
    except EXPECTED as error:
        return _to_failure(request, way, error)
    finally:
        # Pages and error reports show the request's address, which must not contain the code.
        request.GET = QueryDict()
        request.META["QUERY_STRING"] = ""
    rate_counters.move([_counter(request)], -1)
    if arrived.begun.user_id is not None:
        told = _("From now on you can also sign in with %(name)s.") % {"name": way.title()}
        messages.success(request, told)
        return redirect(arrived.begun.next_path or "accounts:preferences")
    return _let_in(request, way, arrived)


@never_cache
def complete_at_atlassian(request: HttpRequest) -> HttpResponse:
    """The callback from Atlassian, which a link and a sign-in share: the state says which of the two was begun."""
    state = request.GET.get("state")
    is_sign_in = ways.find(atlassian.NAME) is not None and pending.is_known(
        atlassian.NAME, state, request.session
    )
    if is_sign_in and not request.user.is_authenticated:
        return complete(request, atlassian.NAME)
    return consent.complete(request, atlassian.NAME)


def _let_in(request: HttpRequest, way: Way, arrived: Arrived) -> HttpResponse:
    request.signed_in_by = way.name  # type: ignore[attr-defined]  # for the log
    login(request, arrived.user, backend=_BACKEND)
    request.session["signed_in_by"] = way.name
    if arrived.is_linked:
        return linked(request, arrived.begun.next_path)
    return redirect(arrived.begun.next_path or resolve_url(settings.LOGIN_REDIRECT_URL))


@never_cache
@require_safe
def failed(request: HttpRequest, provider: str, why: str) -> HttpResponse:
    """Why nobody was signed in, for who came back."""
    way = _way(provider)
    if why not in NAMED:
        raise Http404
    return _page(request, way, NAMED[why])


@never_cache
@require_safe
def sign_out(request: HttpRequest) -> HttpResponse:
    """Go on to the issuer, so that the session there ends, too (OpenID Connect RP-Initiated Logout 1.0)."""
    way = ways.find(openid_connect.NAME)
    if way is None or not settings.OIDC_SIGN_OUT or request.user.is_authenticated:
        return redirect("accounts:sign-in")
    try:
        address = openid_connect.sign_out_address(request)
    except EXPECTED as error:
        logger.warning("sign-out at the issuer was left out: %s", said_of(error))
        address = ""
    return _go_to(request, address, way.title()) if address else redirect("accounts:sign-in")


def _way(provider: str) -> Way:
    way = ways.find(provider)
    if way is None:
        raise Http404
    return way


def _signed_in(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _counter(request: HttpRequest) -> rate_counters.Counter:
    return rate_counters.counter("sign-ons", network_of(request.META), MOST_BEGUN, WINDOW)


def _go_to(request: HttpRequest, address: str, name: str) -> HttpResponse:
    """A page that goes on by itself to *address*.

    Not a redirect: browsers hold all redirects after a form against the policy of the page with the form, and an issuer
    may send people on to hosts that Lodge does not know.
    """
    response = render(request, "single_sign_on/go_on.html", {"address": address, "name": name})
    response.headers["Refresh"] = f"0; url={address}"
    return response


def _to_failure(
    request: HttpRequest, way: Way, error: Exception, next_path: str = ""
) -> HttpResponse:
    """Report *error* and redirect, so that code and state do not stay in the address bar."""
    failure = explain(error)
    sign_in_log.not_let_in(request, way.name, said_of(error))
    if failure.for_admins:
        cause = f"single-sign-on:{way.name}:{type(error).__name__}"
        admin_alert.send(cause, f"People cannot sign in with {way.name}: {said_of(error)}")
    query = f"?{urlencode({'next': next_path})}" if next_path else ""
    return redirect(f"{reverse('single-sign-on:failed', args=(way.name, name_of(failure)))}{query}")


def _page(request: HttpRequest, way: Way, failure: Failure) -> HttpResponse:
    name = {"name": way.title()}
    context = {
        "way": way,
        "failure": failure,
        "title": str(failure.title) % name,
        "lead": str(failure.lead) % name,
        "advice": str(failure.advice),
        "name": way.title(),
        "next": local_path(request.GET.get("next")),
    }
    response = render(request, "single_sign_on/failed.html", context, status=failure.status)
    # It is logged already. Django would mail the whole request for a 5xx.
    response._has_been_logged = True  # type: ignore[attr-defined]  # as django.utils.log.log_response does
    return response
