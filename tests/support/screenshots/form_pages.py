"""Finding the form, and the form in every state."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import cache
from PIL import Image
from playwright.sync_api import FilePayload, expect

from integrations import limits
from integrations.models import Pause
from tests.support.screenshots import sample_rows
from tests.support.screenshots.navigator import Guide


def start(guide: Guide) -> None:
    """Choosing site, project and type; home with prepared forms."""
    guide.linked()
    bug = guide.form_path().strip("/").rpartition("/")[2]
    guide.go("/link/site/", "link-sites")
    guide.go("/report/", "start")
    guide.page.locator("#q").press_sequentially("e bug")
    expect(guide.page.get_by_role("option").first).to_be_visible()
    guide.shoot("start-offered")
    guide.go("/report/?q=shop", "start-searched")
    guide.go("/report/?q=nothing-like-it", "start-nothing")
    guide.go(f"/report/{guide.site['cloud_id']}/DEMO/", "start-type")
    for slug, name in (
        ("shop", "Something is wrong in the shop"),
        ("slow", f"{sample_rows.LONG_WORD} is slow"),
    ):
        sample_rows.bug_form(guide.site, bug, slug, name)
    guide.go("/", "home-forms")
    guide.go("/f/shop/", "form-prepared")
    guide.page.locator(".send button").last.click()
    guide.shoot("form-prepared-wrong")


def picture() -> FilePayload:
    """A wide orange one."""
    kept = io.BytesIO()
    Image.new("RGB", (640, 360), (255, 160, 0)).save(kept, "PNG")
    return {
        "name": sample_rows.LONG_NAME.replace("webm", "png"),
        "mimeType": "image/png",
        "buffer": kept.getvalue(),
    }


def form(guide: Guide) -> None:
    """One form: plain, written, previewed, with files, similar reports, errors; kept; changed by Jira meanwhile."""
    page = guide.page
    user = guide.linked()
    _similar_ones(guide, user.connections.get().account_id)
    path = guide.form_path()
    guide.go(path, "form")
    for box in page.locator("details.field > summary").all():
        box.click()
    guide.shoot("form-more")
    guide.go(path)
    page.locator(".send button").last.click()
    guide.shoot("form-wrong")
    guide.go(path)
    page.locator("[name=description]").fill(sample_rows.TEXT)
    page.get_by_role("button", name="Preview").first.click()
    expect(page.locator(".editor .prose").first).to_contain_text("What I saw")
    guide.shoot("form-preview")
    page.get_by_role("button", name="Write").first.click()
    log: FilePayload = {"name": "console.txt", "mimeType": "text/plain", "buffer": b"x" * 2000}
    page.locator("[type=file]").set_input_files([picture(), log])
    guide.shoot("form-files")
    page.locator(".files .mark").first.click()
    guide.shoot("form-mark-up")
    page.locator("dialog .leave").click()
    page.locator("[name=summary]").press_sequentially(sample_rows.SUMMARY)
    expect(page.locator("#similar-count")).to_contain_text("similar", timeout=20_000)
    page.locator(".similar summary").click()
    guide.shoot("form-similar")
    page.locator("[name=comment-on]").first.click()
    guide.shoot("comment-new")
    page.go_back()
    new = guide.change(name="Which browser", kind="textfield", required=True)
    page.locator("[name=summary]").fill(sample_rows.SUMMARY)
    page.locator(".send button").last.click()
    guide.shoot("form-drifted")
    guide.change(field_id=new, removed=True)


def _similar_ones(guide: Guide, account_id: str) -> None:
    where = {
        "cloud_id": guide.site["cloud_id"],
        "account_id": account_id,
        "project": "DEMO",
        "issue_type": "Bug",
    }
    said = (
        "Checkout total is wrong with two vouchers",
        f"Checkout total with a voucher: {sample_rows.LONG_WORD}",
    )
    entries = [{**where, "fields": {"summary": summary}} for summary in said]
    guide.sandbox.control("POST", "/seed", {"issues": entries})


def kinds(guide: Guide) -> None:
    """A field of every kind; then the same without what was required; and what Lodge cannot fill in."""
    page = guide.page
    guide.linked()
    path = guide.form_path("Everything")
    guide.go(path)
    for fold in page.locator("details.field > summary").all():
        fold.click()
    guide.shoot("kinds")
    page.locator(".send button").last.click()
    guide.shoot("kinds-wrong")
    with window_without_scripts(guide):
        guide.go(path, "kinds-without-javascript")


@contextmanager
def window_without_scripts(guide: Guide) -> Iterator[None]:
    """What a page is where scripts are blocked."""
    guide.page.route("**/*.js", lambda route: route.abort())
    yield
    guide.page.unroute("**/*.js")


def troubles(guide: Guide) -> None:
    """What is shown where Jira does not answer, says no, or asks to wait."""
    guide.linked()
    path = guide.form_path()
    faults: dict[str, tuple[str, dict[str, Any]]] = {
        "jira-down": ("status", {"status": 500}),
        "jira-says-no": ("status", {"status": 403}),
        "jira-busy": ("rate_limit", {"retry_after": 90}),
    }
    for name, (kind, options) in faults.items():
        cache.clear()
        number = guide.sandbox.fault(kind, path="/rest/api/3", times=None, **options)
        guide.go(path, f"trouble-{name}")
        guide.sandbox.control("DELETE", f"/faults/{number}")
        Pause.objects.all().delete()
        limits.forget()
