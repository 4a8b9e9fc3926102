"""Why Jira cannot be asked, and what the user can do, in words."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from integrations import jira
from issues.views.place_from_address import UnknownPlaceError
from issues.wording import common


@dataclass(frozen=True)
class UnavailablePage:
    """One page: a sentence, what it means, and the button that leads on."""

    status: int
    headline: str
    text: str
    action: str
    url: str
    retry_after: int | None = None


def trouble_of(error: Exception, here: str) -> UnavailablePage:
    """The page for *error*. *here*: the address to try again."""
    return _what_you_can_mend(error, here) or _what_passes(error, here)


def _what_you_can_mend(error: Exception, here: str) -> UnavailablePage | None:
    """Errors that the user can mend: an unknown place, no link, a missing permission. The button leads there."""
    start, link = reverse("report"), f"{reverse('link:index')}?{urlencode({'next': here})}"
    match error:
        case UnknownPlaceError():
            return UnavailablePage(
                404, _("You cannot file here."), str(error), _("Choose another project"), start
            )
        case jira.NotConnected():
            text = _(
                "Lodge files bugs in Jira under your own name. For that it needs your permission once."
            )
            headline = _("First, link your Atlassian account.")
            return UnavailablePage(403, headline, text, _("Link your Atlassian account"), link)
        case jira.SharedUnavailable():
            return _shared_link(error, start)
        case jira.SiteLost():
            return _lost_site(error, start, link)
        case jira.ReconnectRequired():
            text = _(
                "Atlassian no longer lets Lodge in under your name. Link again; it takes half a minute."
            )
            return UnavailablePage(
                403, _("Your link to Jira has ended."), text, _("Link again"), link
            )
        case jira.ScopeMissing():
            text = _(
                "Missing: %(scopes)s. Link again and agree to it; if it stays away, tell the people who run Lodge."
            )
            missing = text % {"scopes": ", ".join(error.scopes)}
            return UnavailablePage(
                403, _("Lodge lacks a permission at Atlassian."), missing, _("Link again"), link
            )
        case jira.Denied():
            said = " ".join(error.messages) or _("Jira does not say why.")
            return UnavailablePage(
                403, _("Jira does not let you do this."), said, _("Choose another project"), start
            )
    return None


def _lost_site(error: jira.SiteLost, start: str, link: str) -> UnavailablePage:
    """Which site is lost, and who mends that. Its own page says more, and checks at once."""
    if not error.name:
        text = _(
            "Link again and choose one. If none is on Atlassian’s list, ask a Jira administrator to invite you."
        )
        return UnavailablePage(403, _("Your link opens no Jira site."), text, _("Link again"), link)
    text = str(common.LOST_SITE) % {"site": error.name}
    headline = _("At present Lodge does not get into %(site)s.") % {"site": error.name}
    if error.others:
        return UnavailablePage(403, headline, text, _("Choose another project"), start)
    return UnavailablePage(403, headline, text, _("Look at your link"), link)


def _shared_link(error: jira.SharedUnavailable, start: str) -> UnavailablePage:
    if error.closed:
        headline = _("This form is not open to you.")
        text = _(
            "It files through a shared account. The people who run Lodge can open that to you."
        )
    else:
        headline = _("The shared link to Jira does not work now.")
        text = _("The people who run Lodge were told. What you typed is kept.")
    return UnavailablePage(403, headline, text, _("Choose another form"), start)


def _what_passes(error: Exception, here: str) -> UnavailablePage:
    """Errors that pass: Jira waits or is down, or Lodge is configured wrongly. The button tries again."""
    again = _("Try again")
    match error:
        case jira.SlowDown():
            text = _("What you typed is kept. You can search again at %(time)s.") % {
                "time": clock(error.retry_after)
            }
            headline = _("You searched very often in a short time.")
            return UnavailablePage(429, headline, text, again, here, ceil(error.retry_after))
        case jira.RateLimited():
            seconds = max(1, ceil(error.retry_after))
            text = _("Too many requests reached Jira at once. It takes new ones again at %(time)s.")
            told = text % {"time": clock(seconds)}
            return UnavailablePage(503, _("Jira asks Lodge to wait."), told, again, here, seconds)
        case jira.Copied():
            text = _(
                "It asks Jira for nothing. What you wrote is kept, and waits until this copy is taken into use."
            )
            return UnavailablePage(
                503, _("This is a copy of Lodge: nothing leaves it."), text, again, here
            )
        case jira.Misconfigured():
            text = _(
                "It is nothing that you did. The people who run Lodge find the reason in its log."
            )
            return UnavailablePage(503, _("Lodge is set up wrong."), text, again, here)
        case _:
            text = _("Nothing of yours was changed or lost. Try again in a minute.")
            return UnavailablePage(
                503, _("Jira does not answer."), text, again, here, retry_after=30
            )


def clock(seconds: float) -> str:
    """The time of day *seconds* from now, rounded up to the minute, in the reader's time zone."""
    local = timezone.localtime(timezone.now() + timedelta(seconds=seconds + 59))
    return date_format(local, "H:i" if local.date() == timezone.localdate() else "j M, H:i")
