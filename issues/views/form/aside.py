"""What is posted while nobody is signed in. Its text waits in the session; its files, which no session holds, are kept
at once with a draft of its writer's, whom the form names in a signed field.
"""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from accounts.models import User
from issues.models import Submission
from issues.views import interrupted
from issues.views.form.address import Address
from issues.views.form.keeping import keep
from issues.views.form.posted import Posted
from issues.views.interrupted import Waiting

Find = Callable[[User], Address | None]


def found_by(match: ResolverMatch) -> Find:
    """Where the form is that was posted to, for whom it is there."""
    if "slug" in match.kwargs:
        return lambda user: Address.prepared(user, match.kwargs["slug"])
    return lambda _user: Address(**match.kwargs)


def put_aside(request: HttpRequest, posted: Posted, find: Find) -> HttpResponse:
    """Keep all of it, and lead to the sign-in page and from there back to the form."""
    return interrupted.put_aside(request, waiting(request, posted, find))


def waiting(request: HttpRequest, posted: Posted, find: Find) -> Waiting:
    """What is to wait. Its files are kept by now, but for those that it names."""
    edit, names = posted.edit, [upload.name or "" for upload in posted.uploads]
    # A form is as old as a session may be: who finds an older one puts nothing into anybody's drafts.
    known = interrupted.writer_of(request, max_age=settings.SESSION_COOKIE_AGE) if names else None
    writer = None if known is None else User.objects.filter(pk=known, is_active=True).first()
    address = find(writer) if writer else None
    if writer is None or address is None:
        return Waiting(edit, names, {})
    if Submission.objects.filter(pk=edit.submission_id).exclude(owner=writer).exists():
        edit = replace(edit, submission_id=uuid4(), version=0)
    columns = address.columns(writer.pk, edit.submission_id)
    kept = keep(writer, edit, columns, bug_form=address.bug_form, posted=replace(posted, edit=edit))
    edit = replace(edit, submission_id=kept.draft.pk, version=kept.draft.version)
    return Waiting(edit, [], kept.refused)
