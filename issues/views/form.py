"""The form of one type of issue, and filing it: stored first, then one try inside the POST."""

from contextlib import suppress
from typing import Any, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from integrations import jira
from issues import filing, forms
from issues.models import State, Submission
from issues.outbox import engine, pace
from issues.outbox.create_issue import CreateIssue
from issues.views.home import account_or_none, link_is_dead
from issues.views.interrupted import put_aside, take_up, writer_field
from issues.views.place import UnknownPlaceError, account_in_use, place_of
from issues.views.request import SignedIn
from issues.views.trouble import guarded, trouble_of

Address = tuple[str, str, str]


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, cloud_id: str, project_key: str, issue_type_id: str) -> HttpResponse:
    """Shows the form; files what is posted."""
    if request.method == "POST" and not request.user.is_authenticated:
        submission_id = _uuid(request.POST.get("submission", ""))
        return put_aside(request, submission_id, filing.typed(request.POST))
    return _report(cast("SignedIn", request), (cloud_id, project_key, issue_type_id))


@guarded
def _report(request: SignedIn, address: Address) -> HttpResponse:
    return _post(request, address) if request.method == "POST" else _get(request, address)


def _get(request: SignedIn, address: Address) -> HttpResponse:
    waiting = take_up(request)
    if waiting is not None:
        return _resume(request, address, *waiting)
    place = place_of(account_in_use(request.user), *address)
    metas = _metas(place)
    before = _reopened(request)
    if before is None:
        return _page(request, place, uuid4(), _build(place, metas, None))
    form = _build(place, metas, before.values)
    same = before.state in (State.DRAFT, State.REJECTED)
    if before.state == State.REJECTED:
        form.add_jira_errors(jira.Rejected(before.field_errors, before.messages))
    return _page(request, place, before.pk if same else uuid4(), form)


def _resume(request: SignedIn, address: Address, submission_id: UUID, values: filing.Typed) -> HttpResponse:
    """What waited in the session becomes a draft before Jira is asked anything: no reload and no dead link loses it.

    Under another UUID where this one was sent from elsewhere meanwhile, or is not theirs.
    """
    draft = Submission.objects.filter(pk=submission_id).first()
    if draft is not None and (draft.owner_id != request.user.pk or draft.state not in filing.OPEN):
        submission_id = uuid4()
    kept = filing.keep(request.user, submission_id, _columns(request, submission_id, address), values)
    messages.warning(
        request, _("Nothing was sent: you had been signed out. All that you typed is still here.")
    )
    return redirect(f"{request.path}?report={kept.pk}")


def _reopened(request: SignedIn) -> Submission | None:
    """The report named by `?report=`, whose text the form begins with. Raises Http404 for another's."""
    text = request.GET.get("report")
    if not text:
        return None
    known = Submission.objects.filter(pk=_uuid(text), owner=request.user).first()
    if known is None:
        raise Http404
    return known


def _uuid(text: str) -> UUID:
    """The UUID that *text* is, or a new one: no post is turned away for a spoilt one."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _post(request: SignedIn, address: Address) -> HttpResponse:
    submission_id, values = _uuid(request.POST.get("submission", "")), filing.typed(request.POST)
    content = filing.digest(*address, values)
    searching = forms.FIND in request.POST
    try:
        if not searching:
            done = filing.earlier(request.user, submission_id, content)
            if done is not None:
                return redirect("report-detail", submission_id=done.pk)
        try:
            place = place_of(_account_of(request), *address)
            metas = _metas(place)
        except (jira.IntegrationError, UnknownPlaceError) as error:
            return _keep(request, submission_id, address, values, error)
        form = _build(place, metas, values, find=request.POST.get(forms.FIND))
        if searching:
            return _page(request, place, submission_id, form)
        if form.unsupported:
            return _keep_for_jira(request, submission_id, place, values, form)
        if not form.is_valid() or _vanished(form):
            return _page(request, place, submission_id, form, status=422)
        fields = form.jira_fields()
        stored = filing.queue(
            request.user, submission_id, place, content=content, values=values, fields=fields
        )
        return _try(request, stored, place, form)
    except filing.AlreadySentError as error:
        return _ask(request, address, error.submission, values)
    except filing.NotYoursError:
        raise Http404 from None


def _account_of(request: SignedIn) -> jira.Account:
    """Whatever the state of the link: what is typed is stored even when it is dead. Raises NotConnected."""
    account = jira.account_of(request.user.pk)
    jira.mark_used(account.account_id)
    return account


def _try(request: SignedIn, stored: Submission, place: filing.Place, form: forms.IssueForm) -> HttpResponse:
    """The first try, now that it is stored. What Jira refuses comes back on the form, all else on its own page."""
    engine.attempt(stored.pk, CreateIssue(), seconds=pace.PATIENCE)
    stored.refresh_from_db()
    if stored.state == State.BLOCKED and link_is_dead(request.user.pk):
        filing.take_back(stored)
    if stored.state != State.REJECTED:
        return redirect("report-detail", submission_id=stored.pk)
    with suppress(
        jira.IntegrationError
    ):  # it may have changed in Jira meanwhile; else the one we have will do
        form = _build(place, _metas(place, fresh=True), stored.values)
    form.add_jira_errors(jira.Rejected(stored.field_errors, stored.messages))
    return _page(request, place, stored.pk, form, status=422)


def _metas(place: filing.Place, *, fresh: bool = False) -> tuple[jira.FieldMeta, ...]:
    return jira.create_fields(
        place.account.account_id, place.site.cloud_id, place.project.id, place.issue_type.id, fresh=fresh
    )


def _build(
    place: filing.Place,
    metas: tuple[jira.FieldMeta, ...],
    values: filing.Typed | None,
    *,
    find: str | None = None,
) -> forms.IssueForm:
    def people(query: str) -> tuple[jira.User, ...]:
        return jira.assignable_users(place.account.account_id, place.site.cloud_id, place.project.key, query)

    data: dict[str, Any] | None = None if values is None else dict(values)
    if data is not None and find is not None:
        data[forms.FIND] = find
    return forms.build(metas, data=data, time_zone=_zone(place.account.time_zone), users=people)


def _zone(name: str) -> ZoneInfo:
    """The zone of the Jira profile; UTC for none, and for one that this machine does not know."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _vanished(form: forms.IssueForm) -> list[tuple[str, str]]:
    """What was typed into fields that Jira no longer asks for: never dropped in silence."""
    left = ((name, value) for name, value in form.left_over.items() if name != forms.FIND)
    return [
        (name, text)
        for name, value in left
        for text in (value if isinstance(value, list) else [value])
        if text
    ]


def _page(
    request: SignedIn,
    place: filing.Place,
    submission_id: UUID,
    form: forms.IssueForm,
    *,
    status: int = 200,
) -> HttpResponse:
    host = place.site.url.partition("://")[2]
    context = {
        "place": place,
        "form": form,
        "submission_id": submission_id,
        "writer": writer_field(request.user.pk),
        "vanished": _vanished(form),
        **_parts(form),
        "detail": _("%(host)s, project %(project)s") % {"host": host, "project": place.project.key},
    }
    answer = render(request, "issues/form.html", context, status=status)
    # Not no-store, as other pages: going back must bring what was typed.
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _parts(form: forms.IssueForm) -> dict[str, Any]:
    """What has to be asked first; what may be left out waits behind one click, unless something stands there."""
    asked = [field for field in form.visible_fields() if field.field.required or field.name in forms.FIRST]
    more = [field for field in form.visible_fields() if field not in asked]
    touched = any(
        field.errors or form.source.get(name)
        for field in more
        for name in (field.name, f"{field.name}-search")
    )
    return {"asked": asked, "more": more, "more_open": touched}


def _ask(request: SignedIn, address: Address, sent: Submission, values: filing.Typed) -> HttpResponse:
    """Another text under a UUID that was sent: ask, with everything kept, under a UUID of its own."""
    pairs = [(name, value) for name, texts in values.items() for value in texts]
    context = {"sent": sent, "pairs": pairs, "submission_id": uuid4(), "shown": [p for p in pairs if p[1]]}
    return render(request, "issues/again.html", context, status=409)


def _keep_for_jira(
    request: SignedIn, submission_id: UUID, place: filing.Place, values: filing.Typed, form: forms.IssueForm
) -> HttpResponse:
    """Jira demands what Lodge can not ask for: the text is kept, and the page leads into Jira's own form."""
    kept = filing.keep(request.user, submission_id, place.columns(), values)
    names = ", ".join(form.unsupported)
    told = [_("Jira asks for “%(names)s” here, which Lodge can not fill in.") % {"names": names}]
    told.append(
        _(
            "What you typed is kept. Finish it in Jira: your text goes along as far as an address can carry it."
        )
    )
    Submission.objects.filter(pk=kept.pk, state=State.DRAFT).update(messages=told)
    return redirect("report-detail", submission_id=kept.pk)


def _keep(
    request: SignedIn, submission_id: UUID, address: Address, values: filing.Typed, error: Exception
) -> HttpResponse:
    """The form itself can not be had now: what was typed becomes a draft, and its page says why."""
    columns = _columns(request, submission_id, address)
    kept = filing.keep(request.user, submission_id, columns, values)
    if kept.state == State.DRAFT:
        # A dead link is told by the draft's page itself, for as long as it is dead.
        mendable = isinstance(error, jira.NotConnected | jira.ReconnectRequired)
        trouble = trouble_of(error, request.path)
        Submission.objects.filter(pk=kept.pk, state=State.DRAFT).update(
            messages=[] if mendable else [trouble.headline, trouble.text]
        )
    return redirect("report-detail", submission_id=kept.pk)


def _columns(request: SignedIn, submission_id: UUID, address: Address) -> dict[str, str]:
    """The place of a draft as far as it is known without Jira; of an earlier place of it nothing stays."""
    # Whatever stands in the address: no longer than the columns, and without NUL, which PostgreSQL does not store.
    cloud_id, project_key, issue_type_id = (part.replace("\0", "") for part in address)
    columns = {
        "cloud_id": cloud_id[:64],
        "project_key": project_key[:64],
        "issue_type_id": issue_type_id[:32],
    }
    if not Submission.objects.filter(pk=submission_id, **columns).exists():
        columns |= dict.fromkeys(("project_id", "issue_type_name", "site_name", "site_url"), "")
    account = account_or_none(request.user.pk)
    if account is not None:
        columns |= {"account_id": account.account_id, "account_name": account.name}
        site = next((site for site in account.sites if site.cloud_id == cloud_id), None)
        columns |= {"site_name": site.name, "site_url": site.url} if site is not None else {}
    return columns
