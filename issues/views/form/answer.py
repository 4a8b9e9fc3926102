"""Turns the outcome of a posted form into the HTTP response."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from issues.forms import drafts, values_as_text
from issues.views.form.outcome import (
    AskWhetherNew,
    Autosaved,
    FileReceived,
    FileRefused,
    GoTo,
    NothingToSave,
    Outcome,
    Reopen,
    ShowForm,
    ShowReport,
    TooOld,
)
from issues.views.form.render_form import draw
from issues.views.form.writer_field import writer_field
from issues.views.form_address import reopened_at
from issues.views.signed_in_request import SignedIn


def answer(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """Render the page of *outcome*, or redirect to it."""
    match outcome:
        case GoTo(url, warnings):
            return _lead(request, url, warnings)
        case ShowReport(report, warnings, info):
            return _lead(request, reverse("report-detail", args=[report.pk]), warnings, info)
        case Autosaved() | NothingToSave():
            return _autosaved(request, outcome)
        case FileReceived() | FileRefused():
            return _of_file(request, outcome)
        case TooOld():
            return render(request, "403_csrf.html", status=403)
    return _signed_in(cast("SignedIn", request), outcome)


def _signed_in(request: SignedIn, outcome: Reopen | ShowForm | AskWhetherNew) -> HttpResponse:
    """The outcomes of signed-in posts."""
    match outcome:
        case Reopen(draft, warnings, info):
            return _lead(request, reopened_at(draft, request.user), warnings, info)
        case ShowForm(page, status, warnings):
            _warn(request, warnings)
            return draw(request, page, status=status)
        case AskWhetherNew():
            _warn(request, outcome.warnings)
            return render(
                request, "issues/confirm_file_again.html", _asked(request, outcome), status=409
            )


def _lead(request: HttpRequest, url: str, warnings: Iterable[str], info: str = "") -> HttpResponse:
    if info:
        messages.info(request, info)
    _warn(request, warnings)
    return redirect(url)


def _warn(request: HttpRequest, warnings: Iterable[str]) -> None:
    for each in warnings:
        messages.warning(request, each)


def _autosaved(request: HttpRequest, outcome: Autosaved | NothingToSave) -> HttpResponse:
    """The status line beside the button, and the form fields that the tab replaces."""
    if isinstance(outcome, NothingToSave):
        return HttpResponse(status=204)
    other = outcome.other
    context = {
        "trouble": outcome.trouble,
        "sent": outcome.sent,
        "draft": outcome.draft,
        "other": other,
        "other_open": other is not None and other.state in drafts.OPEN,
        "other_url": reopened_at(other, cast("SignedIn", request).user) if other else "",
    }
    return render(request, "issues/autosave_response.html", context)


def _of_file(request: HttpRequest, outcome: FileReceived | FileRefused) -> HttpResponse:
    """The line of the file for the list on the page, an empty response after a deletion, or an error as plain text."""
    match outcome:
        case FileReceived(None):
            return HttpResponse()
        case FileReceived(file):
            return render(request, "parts/stored_file.html", {"file": file})
        case FileRefused(words, status):
            plain = "text/plain; charset=utf-8"
            return HttpResponse(words, content_type=plain, status=status)


def _asked(request: SignedIn, outcome: AskWhetherNew) -> dict[str, Any]:
    edit, sent = outcome.edit, outcome.sent
    names = {**sent.field_names, **edit.names}
    return {
        "sent": sent,
        "files": outcome.files,
        "pairs": [(name, value) for name, texts in edit.values.items() for value in texts],
        "edit": edit,
        "posted": outcome.posted,
        "version": outcome.draft.version,
        "back": reopened_at(outcome.draft, request.user),
        "shown": list(values_as_text.in_words(edit.values, names, guess=True)),
        "url": outcome.address.post_url(edit.submission_id),
        "writer": writer_field(request.user),
    }
