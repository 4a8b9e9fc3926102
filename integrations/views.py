"""Pages about one's own link: begin it, come back from Atlassian, choose the usual site, end it.

`begin` and `complete` are the only two views of social_django that have an address. Whatever goes wrong on the
way back is a page of ours (`failures.py`), whose words never hold a code, a state or a token.
"""

import logging
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from social_django import views as social

from accounts.models import User
from accounts.onward import local_path
from installation import gate
from integrations import connections, linked_words, scopes
from integrations.connections import alarm
from integrations.connections.ledger import SAVED
from integrations.context import connection_of
from integrations.errors import DifferentAccount, IntegrationError, SlowDown
from integrations.failures import COPIED, EXPECTED, METHOD, NAMED, STATE, Failure, explain, name_of
from integrations.history import told
from integrations.models import Connection, ConnectionState, RefreshAttempt, Site

log = logging.getLogger(__name__)
ATTEMPTS_A_PAGE = 30
LOOK_SECONDS = 5
PATIENCE = 8.0  # seconds that a page waits for Atlassian
REVOKE_URL = "https://id.atlassian.com/manage-profile/apps"


@never_cache
@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Your link: how to make it, how it is, or how to mend it."""
    assert isinstance(request.user, User)
    connection = connection_of(request.user)
    context: dict[str, Any] = {
        "next": local_path(request.GET.get("next")),
        "revoke_url": REVOKE_URL,
        "connection": connection,
        "waiting": connections.waiting_for(request.user),
    }
    if connection is None or connection.state == ConnectionState.DISCONNECTED:
        return render(request, "link/start.html", context)
    if connection.state != ConnectionState.ACTIVE:
        return render(request, "link/reconnect.html", context)
    lacking = scopes.can_not(scopes.missing(settings.ATLASSIAN_SCOPES, connection.scopes))
    told = linked_words.of(connections.health_of(connection))
    context |= {"sites": usable_sites(connection), "lost": _lost_lately(connection)}
    renewed = _attempts(connection).filter(outcome=SAVED).values_list("started_at", flat=True).first()
    context |= {"renewed_at": renewed, "lacking": lacking, "told": told}
    return render(request, "link/linked.html", context)


@never_cache
def begin(request: HttpRequest, backend: str) -> HttpResponse:
    """To Atlassian's consent page, by a button only."""
    if request.method != "POST":
        return _failed(request, METHOD, allow="POST")
    if not request.user.is_authenticated:
        return _sign_in_first(request, local_path(request.POST.get("next")))
    if gate.elsewhere():
        return _failed(request, COPIED)
    try:
        response: HttpResponse = social.auth(request, backend)
    except SlowDown as error:
        return _failed(request, explain(error), error)
    return response


@never_cache
def complete(request: HttpRequest, backend: str) -> HttpResponse:
    """Back from Atlassian, with a code or an error."""
    if request.method != "GET":
        return _failed(request, METHOD, allow="GET")
    if not request.user.is_authenticated:
        return _sign_in_first(request)
    failed: Exception | None = None
    try:
        social.complete(request, backend)
    except EXPECTED as error:
        failed = error
    finally:
        # Pages and error reports show the address of the request: the code must not be there.
        request.GET = QueryDict()
        request.META["QUERY_STRING"] = ""
    if isinstance(failed, DifferentAccount):
        return _onward("link:which-account", request.backend.pending_link.next_path)  # type: ignore[attr-defined]
    pending_link = getattr(getattr(request, "backend", None), "pending_link", None)
    if failed is None and pending_link is not None:
        return _linked(request, pending_link.next_path)
    # python-social-auth looked for a pipeline to resume: we never store one
    failure = STATE["unknown"] if failed is None else explain(failed)
    _tell(failure, failed)
    # Code and state stay neither in the address bar, nor in what it is copied or sent to.
    return _onward("link:failed", pending_link.next_path if pending_link else "", name_of(failure))


@never_cache
@login_required
@require_safe
def failed(request: HttpRequest, why: str) -> HttpResponse:
    """Why the link did not come about, for who came back from Atlassian."""
    if why not in NAMED:
        raise Http404
    return _failure_page(request, NAMED[why], local_path(request.GET.get("next")))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def site(request: HttpRequest) -> HttpResponse:
    """Choose the site that most of your reports go to."""
    connection = connection_of(request.user)
    if connection is None or connection.state != ConnectionState.ACTIVE:
        return redirect("link:index")
    sites = usable_sites(connection)
    way_on = local_path(request.POST.get("next") or request.GET.get("next"))
    chosen = request.POST.get("site")
    if request.method == "POST" and any(one.cloud_id == chosen for one in sites):
        connections.choose_site(connection.pk, str(chosen))
        return redirect(way_on or "link:index")
    context = {"connection": connection, "sites": sites, "next": way_on, "wrong": request.method == "POST"}
    return render(request, "link/site.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest) -> HttpResponse:
    """Look at once whether a lost site is back. A GET, after somebody had to sign in, does nothing."""
    connection = connection_of(request.user)
    if request.method != "POST" or connection is None or connection.state != ConnectionState.ACTIVE:
        return redirect("link:index")
    before = {site.pk for site in _lost_lately(connection)}
    # Whoever presses again and again asks Atlassian once.
    if cache.add(f"look:{connection.pk}", 1, LOOK_SECONDS):
        try:
            connections.read_sites(connection.pk, within=PATIENCE)
        except IntegrationError as error:
            log.info("sites of connection %d not read: %s", connection.pk, error)
            messages.warning(request, _("Atlassian does not say. Try again in a minute."))
            return redirect("link:index")
    back = [site.name for site in usable_sites(connection) if site.pk in before]
    if back:
        text = _("Lodge gets into %(sites)s again. What waited for that goes now.")
        messages.success(request, text % {"sites": ", ".join(back)})
    elif before:
        messages.info(request, _("Lodge looked just now: it is not let in yet."))
    return redirect("link:index")


@never_cache
@login_required
@require_safe
def lost_sites(request: HttpRequest) -> HttpResponse:
    """The link was made anew with fewer sites than before: was that meant?"""
    connection = connection_of(request.user)
    way_on = local_path(request.GET.get("next"))
    lost = _lost(connection) if connection is not None else []
    if connection is None or connection.state != ConnectionState.ACTIVE or not lost:
        return redirect("link:index")
    usual = connection.default_site
    go_on = way_on or resolve_url(settings.LOGIN_REDIRECT_URL)
    if usual is None or usual.gone_at is not None:
        go_on = f"{reverse('link:site')}?{urlencode({'next': go_on})}"
    context = {"connection": connection, "lost": lost, "sites": usable_sites(connection)}
    return render(request, "link/lost_sites.html", {**context, "next": way_on, "go_on": go_on})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def which_account(request: HttpRequest) -> HttpResponse:
    """Another account came back from Atlassian than the linked one: use it, or stay with the old one?"""
    assert isinstance(request.user, User)
    waiting, connection = connections.waiting_for(request.user), connection_of(request.user)
    way_on = local_path(request.POST.get("next") or request.GET.get("next"))
    if waiting is None or connection is None:
        if request.method == "POST":
            messages.warning(request, _("Lodge waited an hour for your answer. Nothing was changed."))
        return _onward("link:index", way_on)
    # The page that was answered must be about the account that waits now: another tab may have brought a third.
    if request.method == "POST" and request.POST.get("account") == str(waiting.pk):
        if request.POST.get("answer") == "new":
            return _use_account(request, request.user, waiting, way_on)
        return _keep_account(request, request.user, connection, way_on)
    context = {"connection": connection, "waiting": waiting, "next": way_on, "sites": usable_sites(waiting)}
    return render(request, "link/which_account.html", context)


def _use_account(request: HttpRequest, user: User, waiting: Connection, way_on: str) -> HttpResponse:
    try:
        connections.use(user, waiting.pk)
    except IntegrationError as error:
        return _failed(request, explain(error), error)
    return _linked(request, way_on)


def _keep_account(request: HttpRequest, user: User, connection: Connection, way_on: str) -> HttpResponse:
    connections.discard(user)
    if connection.state != ConnectionState.ACTIVE:
        messages.info(request, _("Lodge threw the other account’s keys away. Now link the right one."))
        return _onward("link:index", way_on)
    messages.success(request, _("You are linked as %(name)s, as before.") % {"name": connection})
    return redirect(way_on or "link:index")


@never_cache
@login_required
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """What happened to one's own link: every try to renew it, in plain words."""
    connection = connection_of(request.user)
    attempts = _attempts(connection) if connection is not None else RefreshAttempt.objects.none()
    page = Paginator(attempts, ATTEMPTS_A_PAGE).get_page(request.GET.get("page"))
    active = connection is not None and connection.state == ConnectionState.ACTIVE
    now = linked_words.of(connections.health_of(connection)) if connection is not None and active else None
    lines = [told(attempt) for attempt in page]
    context = {"connection": connection, "page": page, "lines": lines, "now": now}
    return render(request, "link/history.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def disconnect(request: HttpRequest) -> HttpResponse:
    """Ask, then disconnect and delete the tokens."""
    connection = connection_of(request.user)
    if connection is None or connection.state == ConnectionState.DISCONNECTED:
        return redirect("link:index")
    if request.method != "POST":
        return render(request, "link/disconnect.html", {"connection": connection, "revoke_url": REVOKE_URL})
    connections.disconnect(connection.pk)
    messages.success(request, _("Disconnected. Lodge deleted its keys to your account."))
    return redirect("link:index")


def usable_sites(connection: Connection) -> list[Site]:
    """The sites that the link opens now, by name."""
    return list(connection.sites.filter(gone_at=None))


def _attempts(connection: Connection) -> QuerySet[RefreshAttempt]:
    """The tries to renew it since it belongs to who has it now, the newest first."""
    return RefreshAttempt.objects.filter(connection=connection, started_at__gte=connection.owned_since)


def _lost_lately(connection: Connection) -> list[Site]:
    """The sites that it opened until lately, by name."""
    return list(connection.sites.filter(gone_at__gt=timezone.now() - connections.LOST_LATELY))


def _linked(request: HttpRequest, next_path: str) -> HttpResponse:
    """Where to go after linking: choose a site where that is open, otherwise on."""
    connection = connection_of(request.user)
    assert connection is not None
    way_on = next_path or resolve_url(settings.LOGIN_REDIRECT_URL)
    lacking = scopes.can_not(scopes.missing(settings.ATLASSIAN_SCOPES, connection.scopes))
    if lacking:
        text = _("You are linked, with less than Lodge asked for. It cannot: %(what)s.")
        messages.warning(request, text % {"what": "; ".join(str(words) for words in lacking)})
    if _lost(connection):
        return _onward("link:lost-sites", way_on)
    if connection.default_site is None or connection.default_site.gone_at is not None:
        return _onward("link:site", way_on)
    messages.success(request, _("You are linked as %(name)s.") % {"name": connection})
    return redirect(way_on)


def _onward(name: str, next_path: str, *args: str) -> HttpResponse:
    """To a page that asks or tells something first and then leads on to *next_path*."""
    query = f"?{urlencode({'next': next_path})}" if next_path else ""
    return redirect(f"{reverse(name, args=args)}{query}")


def _lost(connection: Connection) -> list[Site]:
    """Sites that the link opened before it was made anew."""
    return list(connection.sites.filter(gone_at__gte=connection.state_since))


def _sign_in_first(request: HttpRequest, next_path: str = "") -> HttpResponse:
    messages.info(
        request, _("You were signed out. Sign in, then link your account: nothing was changed so far.")
    )
    query = f"?{urlencode({'next': next_path})}" if next_path else ""
    return redirect_to_login(f"{reverse('link:index')}{query}")


def _failed(
    request: HttpRequest, failure: Failure, error: Exception | None = None, allow: str = ""
) -> HttpResponse:
    """The page of *failure*, here and now."""
    _tell(failure, error)
    response = _failure_page(request, failure)
    if allow:
        response["Allow"] = allow
    return response


def _tell(failure: Failure, error: Exception | None) -> None:
    """One line in the log; and the admins, where only they can mend it: once an hour."""
    log.warning("linking: %s", error or failure.title)
    if failure.for_admins:
        alarm.sound(
            f"linking:{type(error).__name__}", f"People cannot link their Atlassian accounts: {error}"
        )


def _failure_page(request: HttpRequest, failure: Failure, next_path: str = "") -> HttpResponse:
    context = {"failure": failure, "connection": connection_of(request.user), "next": next_path}
    response = render(request, "link/failed.html", context, status=failure.status)
    # It was told of: Django's own line about a 5xx is a mail with the whole request.
    response._has_been_logged = True  # type: ignore[attr-defined]  # as django.utils.log.log_response does
    return response
