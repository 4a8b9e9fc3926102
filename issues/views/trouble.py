"""What a page says when the door is shut: what happened, that nothing is lost, what to do now."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from math import ceil
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.log import log_response
from django.utils.translation import gettext as _

from integrations import jira
from issues.views.place import UnknownPlaceError
from issues.views.request import SignedIn
from issues.views.words import common

logger = logging.getLogger(__name__)
P = ParamSpec("P")
View = Callable[Concatenate[SignedIn, P], HttpResponse]


@dataclass(frozen=True)
class Trouble:
    """One page: a sentence, what it means, and the button that leads on."""

    status: int
    headline: str
    text: str
    action: str
    url: str
    retry_after: int | None = None


def trouble_of(error: Exception, here: str) -> Trouble:
    """How *error* is told. *here* is the address to try again."""
    return _what_you_can_mend(error, here) or _what_passes(error, here)


def _what_you_can_mend(error: Exception, here: str) -> Trouble | None:
    """A place that is none, a link or a permission that is missing: the button leads to where that is mended."""
    start, link = reverse("report"), f"{reverse('link:index')}?{urlencode({'next': here})}"
    match error:
        case UnknownPlaceError():
            return Trouble(404, _("You cannot file here."), str(error), _("Choose another project"), start)
        case jira.NotConnected():
            text = _("Lodge files bugs in Jira under your own name. For that it needs your permission once.")
            headline = _("First, link your Atlassian account.")
            return Trouble(403, headline, text, _("Link your Atlassian account"), link)
        case jira.SiteLost():
            return _lost_site(error, start, link)
        case jira.ReconnectRequired():
            text = _("Atlassian no longer lets Lodge in under your name. Link again; it takes half a minute.")
            return Trouble(403, _("Your link to Jira has ended."), text, _("Link again"), link)
        case jira.ScopeMissing():
            text = _(
                "Missing: %(scopes)s. Link again and agree to it; if it stays away, tell the people who run Lodge."
            )
            missing = text % {"scopes": ", ".join(error.scopes)}
            return Trouble(403, _("Lodge lacks a permission at Atlassian."), missing, _("Link again"), link)
        case jira.Denied():
            said = " ".join(error.messages) or _("Jira does not say why.")
            return Trouble(403, _("Jira does not let you do this."), said, _("Choose another project"), start)
    return None


def _lost_site(error: jira.SiteLost, start: str, link: str) -> Trouble:
    """Which site it is, and who mends it. Its own page says more, and looks again at once."""
    if not error.name:
        text = _(
            "Link again and choose one. If none is on Atlassian’s list, ask whoever runs Jira to invite you."
        )
        return Trouble(403, _("Your link opens no Jira site."), text, _("Link again"), link)
    text = str(common.LOST_SITE) % {"site": error.name}
    headline = _("At present Lodge does not get into %(site)s.") % {"site": error.name}
    if error.others:
        return Trouble(403, headline, text, _("Choose another project"), start)
    return Trouble(403, headline, text, _("Look at your link"), link)


def _what_passes(error: Exception, here: str) -> Trouble:
    """Jira waits or is away, or Lodge is set up wrong: the button tries again."""
    again = _("Try again")
    match error:
        case jira.SlowDown():
            text = _("What you typed is kept. You can search again at %(time)s.") % {
                "time": clock(error.retry_after)
            }
            headline = _("You searched very often in a short time.")
            return Trouble(429, headline, text, again, here, ceil(error.retry_after))
        case jira.RateLimited():
            seconds = max(1, ceil(error.retry_after))
            text = _("Too many requests reached Jira at once. It takes new ones again at %(time)s.")
            told = text % {"time": clock(seconds)}
            return Trouble(503, _("Jira asks us to wait."), told, again, here, seconds)
        case jira.Copied():
            text = _(
                "It asks Jira for nothing. What you wrote is kept, and waits until this copy is taken into use."
            )
            return Trouble(503, _("This is a copy of Lodge: nothing leaves it."), text, again, here)
        case jira.Misconfigured():
            text = _("It is nothing that you did. The people who run Lodge find the reason in its log.")
            return Trouble(503, _("Lodge is set up wrong."), text, again, here)
        case _:
            text = _("Nothing of yours was changed or lost. Try again in a minute.")
            return Trouble(503, _("Jira does not answer."), text, again, here, retry_after=30)


def clock(seconds: float) -> str:
    """The time of day so many seconds from now, rounded up to the minute, where the reader is."""
    local = timezone.localtime(timezone.now() + timedelta(seconds=seconds + 59))
    return date_format(local, "H:i" if local.date() == timezone.localdate() else "j M, H:i")


def trouble_page(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page for *error*, with the status that fits."""
    trouble = trouble_of(error, request.get_full_path())
    answer = render(request, "issues/trouble.html", {"trouble": trouble}, status=trouble.status)
    # Django's own line about a 5xx is a mail to the admins: an outage of Jira would send one for every page.
    said = "trouble: %s"
    log_response(said, trouble.headline, response=answer, request=request, logger=logger, level="warning")
    if trouble.retry_after:
        answer.headers["Retry-After"] = str(trouble.retry_after)
    return answer


def guarded(view: View[P]) -> View[P]:
    """For signed-in people only; an error of the door that the view lets through becomes a page."""

    @wraps(view)
    def guard(request: SignedIn, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (jira.IntegrationError, UnknownPlaceError) as error:
            return trouble_page(request, error)

    return login_required(guard)
