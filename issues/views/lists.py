"""A person's reports in the order in which they matter, their drafts, and where they filed before."""

from collections.abc import Iterable

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import User
from integrations import jira
from issues import bugforms, retention
from issues.models import Attachment, Comment, IssueLink, State, Submission
from issues.outbox.states import Reason

# As words/standing.py tags it.
NEEDS_OWNER = Q(state__in=(State.BLOCKED, State.UNCONFIRMED)) & ~Q(
    blocked_reason__in=("", Reason.MISCONFIGURED)
)
_NEEDY = NEEDS_OWNER | Q(state=State.REJECTED)
# So many rows are on one page of a list.
PAGE = 20
# Of so many reports the places are looked through: enough for a habit.
_LOOKED_THROUGH = 50


def reports_of(user: User) -> QuerySet[Submission]:
    """All that was ever sent, newest first, those that need their owner before the rest."""
    thrown_away = Q(state=State.WITHDRAWN, sent_at=None)
    own = Submission.objects.filter(owner=user).exclude(state=State.DRAFT).exclude(thrown_away)
    return own.defer("values", "fields").order_by(_first_those_that_need_you(), "-created_at", "-id")


def needy_of(user: User) -> QuerySet[Submission]:
    """Those of them that wait for their owner, each with `parts_need`: a file or link that does."""
    parts = (model.objects.filter(_NEEDY, submission=OuterRef("pk")) for model in (Attachment, IssueLink))
    files, links = (Q(Exists(each)) for each in parts)
    rows = reports_of(user).annotate(parts_need=ExpressionWrapper(files | links, BooleanField()))
    return rows.filter(_NEEDY | Q(state=State.FILED, parts_need=True))


def comments_of(user: User) -> QuerySet[Comment]:
    """All that this person added to issues, newest first, those that need them before the rest."""
    own = Comment.objects.filter(owner=user).defer("text")
    return own.order_by(_first_those_that_need_you(), "-created_at", "-id")


def comments_told(user: User) -> dict[str, int]:
    """How many comments there are ("all"), and how many of them need their writer ("needy")."""
    needy = Count("pk", filter=_NEEDY)
    return Comment.objects.filter(owner=user).aggregate(all=Count("pk"), needy=needy)


def _first_those_that_need_you() -> Case:
    return Case(
        When(NEEDS_OWNER, then=Value(0)),
        When(state=State.REJECTED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


def drafts_of(user: User) -> QuerySet[Submission]:
    """What was kept and not sent, last edited first."""
    own = Submission.objects.filter(owner=user, state=State.DRAFT).select_related("bug_form")
    return own.defer("values", "fields").order_by(Coalesce(F("edited_at"), F("created_at")).desc(), "-id")


def with_address(rows: Iterable[Submission], user: User) -> list[Submission]:
    """Each with `url`, where it is taken up again, and `goes_at`, where it is deleted soon if nobody touches it."""
    from issues.views.form.address import reopened_at  # the form's pages list drafts themselves

    found = list(rows)
    usable = bugforms.usable(user, [row.bug_form_id for row in found if row.bug_form_id is not None])
    for row in found:
        row.url = reopened_at(row, user, usable)  # type: ignore[attr-defined]
        row.goes_at = retention.goes_soon(row)  # type: ignore[attr-defined]
    return found


def _filed_by(user: User, account: jira.Account) -> QuerySet[Submission]:
    """What was ever sent to the sites that the account opens now, newest first."""
    open_sites = [site.cloud_id for site in account.sites if not site.gone]
    rows = Submission.objects.filter(owner=user, account_id=account.account_id, cloud_id__in=open_sites)
    return rows.filter(sent_at__isnull=False)


def last_form(user: User, account: jira.Account | None) -> str | None:
    """The address of the form in which this user filed last; None where there is none that may still be used."""
    from issues.views.form.address import form_of  # the form's pages list drafts themselves

    if account is None:
        return None
    rows = _filed_by(user, account).select_related("bug_form").defer("values", "fields", "field_names")
    row = rows.first()
    return form_of(row, user) if row is not None else None


def places_of(user: User, account: jira.Account) -> list[Submission]:
    """The last places in which this user filed, newest first, each as one of the reports there."""
    rows = _filed_by(user, account).filter(bug_form=None)
    found: dict[tuple[str, str, str], Submission] = {}
    columns = ("cloud_id", "site_name", "project_key", "issue_type_id", "issue_type_name")
    for row in rows.only(*columns)[:_LOOKED_THROUGH]:
        found.setdefault((row.cloud_id, row.project_key, row.issue_type_id), row)
    return list(found.values())[:5]
