"""Limits the threads that one user may occupy in a web process. A request above the limit waits a moment or gets 429.

So whatever one user requests, most threads stay free for others. docs/decisions/0043 gives the reasons.
"""

import random
from collections.abc import Callable
from functools import cache
from weakref import finalize

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts.client_ip_address import network_of
from accounts.concurrency_limit import (
    PERSON,
    SESSION_OWNERS,
    ActiveRequests,
    Limit,
    TooManyRequestsError,
)
from config.server_error_handlers import page_with_posted_text

PATIENCE = 3.0  # seconds
RETRY_AFTER = 3  # seconds
# A larger body is not read only to be shown again.
_MOST_READ = 1024 * 1024


class ConcurrencyMiddleware:
    """Takes a slot before the body is read: for each user, and for all anonymous callers of one network."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.active = ActiveRequests(PATIENCE)
        # Known users of sessions, so that a refusal needs no query.
        self.known = SESSION_OWNERS
        self.of_a_person = Limit.of_a_user(settings.WEB_THREADS)
        self.of_strangers = Limit.of_a_network(settings.WEB_THREADS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key or ""
        known = self.known.get(key)
        if known is not None and self.active.are_full(known, self.of_a_person):
            return refused(request, read=False)
        person = request.session.get(SESSION_KEY)
        who = f"{PERSON}{person}" if person else f"network {network_of(request.META)}"
        if person:
            self.known.keep(key, who)
        try:
            slot = self.active.take(who, self.of_a_person if person else self.of_strangers)
        except TooManyRequestsError as error:
            return refused(request, read=error.waited)
        leaving = None
        try:
            with slot.at_work():
                response = self.get_response(request)
            if response.streaming:  # under way until all of it was sent
                leaving = finalize(response, slot.leave)
                response._resource_closers.append(leaving)  # type: ignore[attr-defined]  # what its close() calls
            return response
        finally:
            if leaving is None:
                slot.leave()


def refused(request: HttpRequest, *, read: bool) -> HttpResponse:
    """429 with Retry-After. The page shows the posted text again where the body was *read*."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method == "POST" and read and length.isdecimal() and int(length) <= _MOST_READ:
        page: str = render_to_string("429.html", page_with_posted_text(request))
    else:
        page = _page(unread=request.method == "POST")
    response = HttpResponse(page, status=429)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    if request.method == "GET":
        # Spread the retries: a user, or a browser, opened many pages at once.
        response.headers["Refresh"] = f"{random.randint(RETRY_AFTER, 3 * RETRY_AFTER)}"  # noqa: S311
    response._has_been_logged = True  # type: ignore[attr-defined]  # as django.utils.log.log_response does
    return response


@cache
def _page(*, unread: bool) -> str:
    """Rendered once, so that a refusal costs next to nothing. Its link leads to the same URL."""
    return render_to_string("429.html", {"path": "", "unread": unread})
