"""Error pages, and the rooms of those who run Lodge."""

from datetime import timedelta
from functools import partial

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.utils import timezone
from playwright.sync_api import Route

from accounts.models import Erasure, User
from integrations.admin.renewal_wording import OUTCOMES
from integrations.models import Connection, ConnectionState, Pause
from issues.limits.quotas import FullError
from issues.models import BugForm, Inspection, State, Submission
from issues.outbox.outcomes import Reason
from tests.support.screenshots import sample_rows
from tests.support.screenshots.navigator import Guide


def errors(guide: Guide) -> None:
    """Pages for when something is not there, not allowed, not understood, or broken."""
    user = guide.linked()
    client = Client(
        raise_request_exception=False, headers={"host": guide.stage.url.partition("//")[2]}
    )
    client.force_login(user, backend="accounts.authentication.NameOrEmailBackend")
    with override_settings(DEBUG=False):
        shown = {"404": client.get("/nothing/").text}
    for name in ("400", "403", "403_csrf", "500"):
        shown[name] = render_to_string(
            f"{name}.html", {"reason": ""}, HttpRequest() if name == "403" else None
        )
    posted = {
        "path": "/report/",
        "posted": [("summary", "The export stops")],
        "texts": ["The export stops", "It worked yesterday,\nand stops at 40 % today."],
        "files": ["screen of the export.png"],
    }
    shown["503"] = render_to_string("503.html", {"path": "/reports/"})
    shown["503-posted"] = render_to_string("503.html", posted)
    shown["413"] = render_to_string("413.html", {"path": "/report/", "lost": True})
    shown["429"] = render_to_string("429.html", {"path": "/reports/", "unread": False})
    shown["429-posted"] = render_to_string("429.html", posted)
    full = FullError("Your drafts are full", "Throw one away, then press the button again.")
    shown["409"] = render_to_string("issues/draft_quota_exceeded.html", {**posted, "full": full})
    for name, html in shown.items():
        guide.page.route(f"**/shown/{name}/", partial(_answer, html))
        guide.go(f"/shown/{name}/", f"error-{name}")


def _answer(html: str, route: Route) -> None:
    route.fulfill(body=html, content_type="text/html; charset=utf-8")


def troubles(alice: User) -> Connection:
    """Links of others in every state, tries to renew them and pauses; the link that Atlassian refused to renew."""
    now = timezone.now()
    made = {}
    for state in ConnectionState:
        if state != ConnectionState.WAITING:
            name = f"{state.value}.with.a.long.name"
            made[state], _ = Connection.objects.update_or_create(
                account_id=f"712020:{state.value}",
                defaults={
                    "user": User.objects.get_or_create(
                        username=name, defaults={"email": f"{name}@lodge.test"}
                    )[0],
                    "state": state,
                    "state_since": now - timedelta(days=3),
                    "state_reason": "403 unauthorized_client refresh_token is invalid",
                    "display_name": str(state.label),
                    "failures": 3 if state == ConnectionState.ACTIVE else 0,
                },
            )
    dead = made[ConnectionState.RECONNECT]
    for outcome in OUTCOMES:
        said = "" if outcome == "saved" else "403 unauthorized_client refresh_token is invalid"
        dead.attempts.create(
            asked_by="schedule", generation=4, outcome=outcome, milliseconds=231, detail=said
        )
    cloud_id = alice.connections.get().sites.get(name="Demo team").cloud_id
    for scope, reason in (
        ("oauth", "429"),
        (f"circuit:{cloud_id}", "no answer"),
        (f"site:{cloud_id}:createIssue", ""),
    ):
        Pause.objects.update_or_create(
            scope=scope, defaults={"until": now + timedelta(minutes=7), "reason": reason}
        )
    return dead


def _erasures(asked_by: User) -> None:
    """One that is done, with something that nobody can tell, and one under way."""
    now, counts = (
        timezone.now(),
        {"issues.submission": 12, "integrations.connection": 2, "accounts.user": 1},
    )
    Erasure.objects.all().delete()
    doubt = [["https://demo-team.example DEMO", now.isoformat(timespec="minutes")]]
    Erasure.objects.create(counts=counts, finished_at=now, asked_by=asked_by, unsettled=doubt)
    other, _made = User.objects.get_or_create(
        username="somebody.who.leaves", defaults={"email": "leaves@lodge.example"}
    )
    Erasure.objects.create(counts=counts, person=other, asked_by=asked_by)


def admin(guide: Guide) -> None:
    """Connections, reports with the queue, prepared forms."""
    alice = guide.linked()
    for name in sample_rows.REPORTS:
        sample_rows.report(alice, guide.site, name, parts=name == "filed")
    bug = guide.form_path().strip("/").rpartition("/")[2]
    BugForm.objects.filter(slug="office").delete()
    form = sample_rows.bug_form(guide.site, bug, "office", "Something is wrong in the office")
    guide.linked("admin", "Carol")
    own = Submission.objects.filter(owner=alice)
    row = own.filter(state="filed", attachments__isnull=False).first()
    asks, waits = own.filter(blocked_reason="ask").first(), own.filter(state="queued").first()
    draft = own.filter(state="draft").first()
    assert row
    assert draft
    Inspection.objects.create(report=row, viewer=User.objects.get(username="admin"))
    assert asks
    assert waits
    dead = troubles(alice)
    comment = sample_rows.comment(alice, guide.site, State.BLOCKED, Reason.DENIED)
    sample_rows.comment(alice, guide.site, State.FILED)
    _erasures(User.objects.get(username="admin"))
    _look(guide, _of_links(Connection.objects.get(user=alice).pk, dead))
    _look(
        guide,
        _of_reports(row, asks, waits, draft) | {"comment": f"issues/comment/{comment.pk}/change/"},
    )
    _look(guide, _of_people(alice) | _of_forms(form))


def _look(guide: Guide, paths: dict[str, str]) -> None:
    for name, path in paths.items():
        guide.go(f"/admin/{path}", f"admin-{name}")


def _of_links(pk: int, dead: Connection) -> dict[str, str]:
    return {
        "index": "",
        "connections": "integrations/connection/",
        "connection": f"integrations/connection/{pk}/change/",
        "connection-disconnect": f"integrations/connection/{pk}/disconnect/",
        "connection-ended": f"integrations/connection/{dead.pk}/change/",
        "attempts": "integrations/refreshattempt/",
        "attempt": f"integrations/refreshattempt/{dead.attempts.latest('pk').pk}/change/",
        "pauses": "integrations/pause/",
    }


def _of_reports(
    row: Submission, asks: Submission, waits: Submission, draft: Submission
) -> dict[str, str]:
    return {
        "submissions": "issues/submission/",
        "submission": f"issues/submission/{row.pk}/change/",
        "submission-asks": f"issues/submission/{asks.pk}/change/",
        "submission-waits": f"issues/submission/{waits.pk}/change/",
        "submission-mark": f"issues/submission/{asks.pk}/filed/",
        "submission-withdraw": f"issues/submission/{waits.pk}/withdraw/",
        "submission-draft": f"issues/submission/{draft.pk}/change/",
        "looks": "issues/inspection/",
        "comments": "issues/comment/",
    }


def _of_people(alice: User) -> dict[str, str]:
    return {
        "users": "accounts/user/",
        "user": f"accounts/user/{alice.pk}/change/",
        "user-erase": f"accounts/user/{alice.pk}/delete/",
        "erasures": "accounts/erasure/",
    }


def _of_forms(form: BugForm) -> dict[str, str]:
    return {
        "forms": "issues/bugform/",
        "form": f"issues/bugform/{form.pk}/change/",
        "form-new": "issues/bugform/new/",
        "form-fields": f"issues/bugform/{form.pk}/fields/",
        "form-test": f"issues/bugform/test/?form={form.pk}",
        "form-import": "issues/bugform/import/",
    }
