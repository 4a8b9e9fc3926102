"""Error pages, and the rooms of those who run Lodge."""

from functools import partial

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, override_settings
from playwright.sync_api import Route

from integrations.models import Connection
from issues.models import BugForm, Submission
from tests.support.pictures import rows
from tests.support.pictures.guide import Guide


def errors(guide: Guide) -> None:
    """Pages for when something is not there, not allowed, not understood, or broken."""
    user = guide.linked()
    client = Client(raise_request_exception=False, headers={"host": guide.stage.url.partition("//")[2]})
    client.force_login(user, backend="accounts.authentication.NameOrEmailBackend")
    with override_settings(DEBUG=False):
        shown = {"404": client.get("/nothing/").text}
    for name in ("400", "403", "403_csrf", "500"):
        shown[name] = render_to_string(
            f"{name}.html", {"reason": ""}, HttpRequest() if name == "403" else None
        )
    for name, html in shown.items():
        guide.page.route(f"**/shown/{name}/", partial(_answer, html))
        guide.go(f"/shown/{name}/", f"error-{name}")


def _answer(html: str, route: Route) -> None:
    route.fulfill(body=html, content_type="text/html; charset=utf-8")


def admin(guide: Guide) -> None:
    """Connections, reports with the queue, prepared forms."""
    alice = guide.linked()
    for name in rows.REPORTS:
        rows.report(alice, guide.site, name, parts=name == "filed")
    bug = guide.form_path().strip("/").rpartition("/")[2]
    BugForm.objects.filter(slug="office").delete()
    form = rows.bug_form(guide.site, bug, "office", "Something is wrong in the office")
    guide.linked("admin", "Carol")
    pk = Connection.objects.get(user=alice).pk
    row = Submission.objects.filter(owner=alice, state="filed").first()
    assert row
    for name, path in {
        "index": "",
        "connections": "integrations/connection/",
        "connection": f"integrations/connection/{pk}/change/",
        "connection-disconnect": f"integrations/connection/{pk}/disconnect/",
        "attempts": "integrations/refreshattempt/",
        "submissions": "issues/submission/",
        "submission": f"issues/submission/{row.pk}/change/",
        "forms": "issues/bugform/",
        "form": f"issues/bugform/{form.pk}/change/",
        "form-new": "issues/bugform/new/",
        "form-fields": f"issues/bugform/{form.pk}/fields/",
        "form-test": f"issues/bugform/test/?form={form.pk}",
        "form-import": "issues/bugform/import/",
    }.items():
        guide.go(f"/admin/{path}", f"admin-{name}")
