"""Handles a post that is signed out, or whose CSRF check failed. It is saved, never sent.

A signed field of the form names its writer. Text and files become a draft of that user at once. Where the field does
not prove the writer (an old form, or a new password since), the text alone waits in the session.
"""

from urllib.parse import quote, unquote

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from issues.views.form.locate import locate, resolve_address
from issues.views.form.outcome import Autosaved, FileRefused, GoTo, Outcome, TooOld
from issues.views.form.parse import Posted
from issues.views.form.signed_out import waiting_posts
from issues.views.form.signed_out.resume import reopen
from issues.views.form.signed_out.save_signed_out_post import keep_as_draft, keep_in_session
from issues.views.form.signed_out.waiting_posts import Waiting
from issues.views.form.writer_field import writer_of


def keep_unsent(request: HttpRequest, posted: Posted, *, proven: bool) -> Outcome:
    """Save the post, then lead to the form: through the sign-in page, or directly for a user who is signed in.

    TooOld if it is too large for the session, or if another user is signed in. *proven*: the CSRF check passed.
    """
    if posted.autosave or posted.upload:
        return _say_unsaved(posted, signed_in=request.user.is_authenticated, proven=proven)
    writer, signed_in = writer_of(request), request.user.is_authenticated
    if writer.user is None and signed_in:
        return TooOld()
    waiting = _keep(request, writer.user, posted)
    if writer.user is not None and signed_in:
        return reopen(writer.user, [waiting], _signed_in_again()) or TooOld()
    if not waiting_posts.wait(request.session, writer.id, waiting):
        return TooOld()
    return GoTo(redirect_to_login(quote(waiting.path)).url)


def _keep(request: HttpRequest, writer: User | None, posted: Posted) -> Waiting:
    if writer is not None:
        return keep_as_draft(locate(request, writer, posted.edit.submission_id), posted)
    form = resolve_address(request, None)
    return keep_in_session(posted, unquote(form.url) if form else request.path)


def _say_unsaved(posted: Posted, *, signed_in: bool, proven: bool) -> Outcome:
    """The answer to an autosave or an upload. The browser still has the text and the file."""
    told = _("You are signed out. Press the button: what you typed is kept.")
    if signed_in:
        told = _("You signed in again elsewhere. Press the button: what you typed is kept.")
    if posted.upload:
        return FileRefused(told, 401 if proven else 403)
    return Autosaved(trouble=told)


def _signed_in_again() -> str:
    return _(
        "Nothing was sent: you signed in again after this page was opened. All that you typed is still here."
    )
