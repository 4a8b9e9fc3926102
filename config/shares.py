"""One person's share of the threads of a web process: who asks for more at once waits a moment, or is told to.

Whatever one person asks for, however often at once, and however long it takes: most threads are for the others.
docs/decisions/0043 says why.
"""

import random
from collections.abc import Callable
from functools import cache
from weakref import finalize

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts.network import network_of
from accounts.shares import Places, Sessions, Share, TooMuchAtOnceError
from config.unavailable import given_back

PATIENCE = 3.0  # seconds
RETRY_AFTER = 3  # seconds
_REMEMBERED = 1000  # sessions
# More than this is not read for the sake of giving it back.
_MOST_READ = 1024 * 1024


class ShareMiddleware:
    """Looks whether there is a place, before a body is read: for each person, and for all strangers of one network."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        threads = settings.WEB_THREADS
        self.places = Places(PATIENCE)
        # Whose a session is, as far as it was seen: what is refused is not to cost a statement.
        self.known: Sessions = Sessions(_REMEMBERED)
        # A browser has six connections to a host.
        self.of_a_person = Share(at_once=max(threads * 3 // 8, 6), at_work=max(threads // 8, 2))
        self.of_strangers = Share(at_once=max(threads // 2, 6), at_work=max(threads // 8, 2))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key or ""
        known = self.known.get(key)
        if known is not None and self.places.are_full(known, self.of_a_person):
            return refused(request, read=False)
        person = request.session.get(SESSION_KEY)
        who = f"person {person}" if person else f"network {network_of(request.META)}"
        if person:
            self.known.keep(key, who)
        try:
            seat = self.places.take(who, self.of_a_person if person else self.of_strangers)
        except TooMuchAtOnceError as error:
            return refused(request, read=error.waited)
        leaving = None
        try:
            with seat.at_work():
                response = self.get_response(request)
            if response.streaming:  # it is under way until all of it has left
                leaving = finalize(response, seat.leave)
                response._resource_closers.append(leaving)  # type: ignore[attr-defined]  # what its close() calls
            return response
        finally:
            if leaving is None:
                seat.leave()


def refused(request: HttpRequest, *, read: bool) -> HttpResponse:
    """429, and when to come back: a page by itself. What was posted is given back where it is *read* for that."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method == "POST" and read and length.isdecimal() and int(length) <= _MOST_READ:
        page: str = render_to_string("429.html", given_back(request))
    else:
        page = _page(unread=request.method == "POST")
    response = HttpResponse(page, status=429)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    if request.method == "GET":
        # Not all at once again: somebody opened many pages together, or a browser did.
        response.headers["Refresh"] = f"{random.randint(RETRY_AFTER, 3 * RETRY_AFTER)}"  # noqa: S311
    response._has_been_logged = True  # type: ignore[attr-defined]  # as django.utils.log.log_response does
    return response


@cache
def _page(*, unread: bool) -> str:
    """Made once: refusing is to cost next to nothing. Its way on leads to where it stands."""
    return render_to_string("429.html", {"path": "", "unread": unread})
