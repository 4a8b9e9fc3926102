"""What the administration says after mails were sent again or invitations withdrawn."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext


def told_again(request: HttpRequest, done: int, asked: int) -> None:
    _tell(
        request,
        done,
        asked,
        ngettext("%(n)d mail is on its way.", "%(n)d mails are on their way.", done),
    )


def told_withdrawn(request: HttpRequest, done: int, asked: int) -> None:
    _tell(request, done, asked, ngettext("%(n)d is withdrawn.", "%(n)d are withdrawn.", done))


def _tell(request: HttpRequest, done: int, asked: int, told: str) -> None:
    if done:
        messages.success(request, told % {"n": done})
    left = asked - done
    if left:
        told = ngettext(
            "One was accepted or withdrawn before, and stays as it is.",
            "%(n)d were accepted or withdrawn before, and stay as they are.",
            left,
        )
        messages.warning(request, told % {"n": left})
