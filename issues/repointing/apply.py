"""Counts what a move changes, and changes it, in batches. What was changed no longer belongs to the old site, so a run
that was interrupted goes on where it stopped, and another run finds nothing to do.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from integrations import jira
from issues.models import (
    AddedFile,
    BugForm,
    Comment,
    FormHabit,
    IssueAct,
    MirroredIssue,
    ProjectWatch,
    SavedQuery,
    State,
    Submission,
    Webhook,
)
from issues.repointing.jql_keys import with_new_keys
from issues.repointing.move import Move

BATCH = 200
# Of unknown outcome: only the old site can tell. They settle, or their writer is asked, and another run takes them.
UNDER_WAY = (State.SENDING, State.UNCONFIRMED)
_WAITS = (State.QUEUED, State.BLOCKED)
_SENT = (Comment, IssueAct, AddedFile)
# Copies of what the old site said: read again at the new one.
_COPIES = (MirroredIssue, ProjectWatch, Webhook, FormHabit)


def counts(move: Move) -> dict[str, int]:
    """How many rows of each kind still belong to the old site, and how many have to settle first."""
    found = {
        model._meta.verbose_name_plural: _pending(model, move).count()
        for model in (Submission, *_SENT, BugForm, SavedQuery)
    }
    if not move.renamed:
        found["copies of issues"] = MirroredIssue.objects.filter(cloud_id=move.old).count()
    under_way = sum(
        model._default_manager.filter(cloud_id=move.old, state__in=UNDER_WAY).count()
        for model in (Submission, *_SENT)
    )
    return {str(name): count for name, count in found.items()} | {"under way": under_way}


def apply(move: Move, progress: Callable[[str, int], None]) -> None:
    """Change everything. *progress* hears of each batch: the kind of rows, and how many of it are done."""
    jira.move_usual_site(move.old, move.cloud_id)
    if not move.renamed:
        for copies in _COPIES:
            _delete(copies._default_manager.filter(cloud_id=move.old))
    for model, change in _changes():
        done = 0
        for rows in _batches(_pending(model, move)):
            with transaction.atomic():
                done += sum(_change(row, change(row, move)) for row in rows)
            progress(str(model._meta.verbose_name_plural), done)


def _changes() -> list[tuple[type[Model], Callable[[Any, Move], dict[str, Any]]]]:
    return [
        (BugForm, _form),
        (SavedQuery, _query),
        *((model, _sent) for model in _SENT),
        (Submission, _report),  # last: by their address the old site is known
    ]


def _pending(model: type[Model], move: Move) -> QuerySet[Any]:
    rows = model._default_manager.filter(cloud_id=move.old)
    names = {field.name for field in model._meta.concrete_fields}
    if "state" in names:
        rows = rows.exclude(state__in=UNDER_WAY)
    if move.renamed:  # whoever has the new address, or name, is done
        known = "site_url" if "site_url" in names else "site_name"
        shown = move.url if known == "site_url" else move.name
        old_keys = (
            Q(project_key__in=list(move.table.project)) if "project_key" in names else Q(pk=None)
        )
        rows = rows.filter(~Q(**{known: shown}) | old_keys)
    return rows


def _batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    last = None
    while found := list((rows.filter(pk__gt=last) if last else rows).order_by("pk")[:BATCH]):
        yield found
        last = found[-1].pk


def _change(row: Any, columns: dict[str, Any]) -> int:
    """Change one row, unless it was claimed meanwhile."""
    rows = type(row)._default_manager.filter(pk=row.pk, cloud_id=row.cloud_id)
    if hasattr(row, "state"):
        rows = rows.filter(state=row.state)
    changed: int = rows.update(**columns)
    if changed and isinstance(row, Submission) and row.issue_key:
        row.note(row.pk, "moved", columns["issue_key"])
    return changed


def _place(row: Any, move: Move) -> dict[str, Any]:
    place = {"cloud_id": move.cloud_id, "site_name": move.name}
    return place | ({"site_url": move.url} if hasattr(row, "site_url") else {})


def _sent(row: Any, move: Move) -> dict[str, Any]:
    """A comment, an act or a file: its place, its issue and its account."""
    columns = _place(row, move) | {
        "issue_key": move.table.key(row.issue_key),
        "account_id": move.table.account.get(row.account_id, row.account_id),
    }
    if not move.renamed and row.state in _WAITS:
        columns |= {"state": State.WITHDRAWN, "blocked_reason": "", "next_attempt_at": None}
    if not move.renamed and isinstance(row, AddedFile):
        columns["issue_id"] = ""
    return columns


def _report(row: Submission, move: Move) -> dict[str, Any]:
    """A report. At another site, ids differ: those of its issue are read back, and what waits is a draft again."""
    columns = _place(row, move) | {
        "issue_key": move.table.key(row.issue_key),
        "project_key": move.table.project.get(row.project_key, row.project_key),
        "account_id": move.table.account.get(row.account_id, row.account_id),
    }
    if move.renamed:
        return columns
    columns |= {
        "issue_id": "",
        "project_id": "",
        "issue_type_id": move.table.type.get(row.issue_type_id, row.issue_type_id),
        "followed": True,  # until it was read back
        **_colleague(row, move),
    }
    if row.state in _WAITS:
        columns |= {
            "state": State.DRAFT,
            "state_since": timezone.now(),
            "blocked_reason": "",
            "next_attempt_at": None,
        }
    return columns


def _colleague(row: Submission, move: Move) -> dict[str, Any]:
    """The columns that name for whom a request is raised, with that person's account at the new site."""
    old = jira.raised_for(row.fields)
    new = move.table.account.get(old)
    if new is None:
        return {}
    typed = row.values.get(jira.RAISED_FOR)
    texts = typed if isinstance(typed, list) else [typed]
    renamed = [new + str(text).removeprefix(old) for text in texts if text]
    return {
        "fields": {**row.fields, jira.RAISED_FOR: jira.user_value(new)},
        "values": {**row.values, jira.RAISED_FOR: renamed},
    }


def _form(row: BugForm, move: Move) -> dict[str, Any]:
    return _place(row, move) | {
        "project_key": move.table.project.get(row.project_key, row.project_key),
        "issue_type_id": move.table.type.get(row.issue_type_id, row.issue_type_id),
        "shared_account_id": move.table.account.get(row.shared_account_id, row.shared_account_id),
    }


def _query(row: SavedQuery, move: Move) -> dict[str, Any]:
    """A query, which is checked again with Jira at once."""
    jql = with_new_keys(row.jql, move.table)
    return _place(row, move) | {
        "jql": jql,
        "version": row.version + (jql != row.jql),
        "next_check_at": timezone.now(),
    }


def _delete(rows: QuerySet[Any]) -> None:
    while found := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        rows.filter(pk__in=found).delete()
