"""Saved queries in a browser: list, form and table, with a script and without, narrow, dark, by keyboard."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from integrations.models import Connection
from issues.models import SavedQuery
from issues.queries import export_progress
from issues.queries.export_progress import Progress
from tests.browser.conftest import sign_in, violations
from tests.support.sandbox import Sandbox

COLUMNS = [
    {"id": each, "name": each.title()} for each in ("issuekey", "summary", "status", "created")
]


@pytest.fixture
def cloud_id(sandbox: Sandbox, alice: User, link: Callable[..., Connection]) -> str:
    """The site in which Alice, who is linked, has three issues."""
    found: str = sandbox.site("demo-team")["cloud_id"]
    account = link(alice).account_id
    where = {"cloud_id": found, "account_id": account, "project": "DEMO", "issue_type": "Bug"}
    texts = ("Crash on start", "=1+1", "A very long summary without end " * 7)
    issues = [{**where, "fields": {"summary": each.strip()}} for each in texts]
    sandbox.control("POST", "/seed", {"issues": issues})
    return found


@pytest.fixture
def saved(cloud_id: str, alice: User) -> SavedQuery:
    """A query with a hint, a parameter and a column that is gone."""
    return SavedQuery.objects.create(
        owner=alice,
        name="Mine",
        cloud_id=cloud_id,
        site_name="Demo team",
        jql="project = {project} AND assignee != currentUser() OR creator = {me} ORDER BY key",
        parameters={"project": {"kind": "project", "label": "Project", "default": "DEMO"}},
        columns=[*COLUMNS, {"id": "customfield_99999", "name": "Gone"}],
        on_home=True,
    )


@pytest.fixture
def file_at(saved: SavedQuery, alice: User) -> str:
    """The page of a file that is being written."""
    progress = Progress(saved.pk, "csv", "", 300)
    export_id = export_progress.plan(alice.pk, progress)
    export_progress.Writer(alice.pk, export_id).tell(export_progress.Stage.RUNNING, 120)
    return f"/queries/files/{export_id}/"


def fits(page: Page) -> bool:
    """Whether nothing is wider than the window."""
    width, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return bool(width <= window)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_accessible_and_fits(
    browser: Browser, live_server: Any, saved: SavedQuery, file_at: str, width: int, scheme: Any
) -> None:
    """Narrow and wide, light and dark; what can be opened is open."""
    size: Any = {"width": width, "height": 720}
    context = browser.new_context(color_scheme=scheme, viewport=size)
    page = context.new_page()
    sign_in(page, live_server.url)
    for address in (
        "/",
        "/queries/",
        "/queries/new/",
        f"/queries/new/?site={saved.cloud_id}",
        f"/queries/{saved.pk}/",
        f"/queries/{saved.pk}/edit/",
        f"/queries/{saved.pk}/answer/",
        file_at,
    ):
        page.goto(f"{live_server.url}{address}")
        page.evaluate("document.querySelectorAll('main details').forEach((d) => d.open = true)")
        assert violations(page) == [], address
        assert fits(page), address
    context.close()


def test_a_query_is_written_run_and_taken_along(
    context_with: BrowserContext, live_server: Any, cloud_id: str, alice: User, tmp_path: Path
) -> None:
    """From nothing to a file, with a script and without."""
    page = context_with.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/queries/")
    page.get_by_role("link", name="New query").click()
    page.get_by_role("link", name="Demo team").click()
    page.get_by_label("Name").fill("Bugs of mine")
    box = page.get_by_label("Query in JQL")
    box.fill("project = NOPE")
    page.get_by_role("button", name="Save the query").click()
    expect(page.locator(".errors")).to_contain_text("The value 'NOPE' does not exist")
    box.fill("creator = currentUser() ORDER BY key")
    box.press("Tab")
    page.get_by_role("button", name="Save the query").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bugs of mine")
    expect(page.get_by_role("row")).to_have_count(4)
    with page.expect_download() as started:
        page.get_by_role("link", name="All rows as CSV").click()
    file = tmp_path / "table.csv"
    started.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    assert [row[1] for row in rows][:3] == ["Summary", "Crash on start", "'=1+1"]


def test_a_long_file_is_watched_to_its_end(
    context_with: BrowserContext,
    live_server: Any,
    sandbox: Sandbox,
    cloud_id: str,
    saved: SavedQuery,
    tmp_path: Path,
) -> None:
    """One press begins it. Its page says when it is whole, without a script, too."""
    account = Connection.objects.get().account_id
    where = {"cloud_id": cloud_id, "account_id": account, "project": "DEMO", "issue_type": "Bug"}
    many = {**where, "fields": {"summary": "Many"}, "count": 240}
    sandbox.control("POST", "/seed", {"issues": [many]})
    SavedQuery.objects.update(jql="summary ~ many ORDER BY key", parameters={})
    page = context_with.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/queries/{saved.pk}/")
    with page.expect_download() as started:
        page.get_by_role("link", name="All rows as CSV").click()
    file = tmp_path / "table.csv"
    started.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        assert len(list(csv.reader(lines))) == 241
    way = page.get_by_role("link", name="See how far it is")
    if way.is_visible():
        way.click()
    expect(page.get_by_role("status")).to_have_text("The file is whole: 240 rows.")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)


def test_a_long_file_is_stopped_by_keyboard(
    window: BrowserContext, live_server: Any, file_at: str
) -> None:
    """The button keeps the focus while the page renews itself."""
    page = window.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}{file_at}")
    stop = page.get_by_role("button", name="Stop")
    stop.focus()
    with page.expect_response(lambda answer: file_at in answer.url):
        pass
    expect(stop).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}{file_at}")
    expect(page.get_by_text("It ends after the rows that are under way.")).to_be_visible()


def test_colours_and_jiras_words_come_while_typing(
    window: BrowserContext, at: Any, live_server: Any, cloud_id: str, complaints: list[str]
) -> None:
    """Without leaving the box, and without a complaint of the browser's about our policy."""
    page = at(window.new_page())
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/queries/new/?site={cloud_id}")
    box = page.get_by_label("Query in JQL")
    box.press_sequentially("universe = 1")
    said = page.locator("#query-check")
    expect(said).to_contain_text("Field 'universe' does not exist")
    expect(said.locator(".jql .field")).to_have_text("universe")
    box.fill("assignee != currentUser()")
    expect(said).to_contain_text("Jira understands this query.")
    expect(said).to_contain_text("Is a row missing?")
    expect(box).to_be_focused()
    assert complaints == []


def test_a_condition_is_added_with_suggested_values(
    request: pytest.FixtureRequest, context_with: BrowserContext, live_server: Any, cloud_id: str
) -> None:
    """Values come while typing where scripts run; the button works in any case."""
    page = context_with.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/queries/new/?site={cloud_id}")
    page.get_by_text("Add a condition without writing JQL").click()
    page.get_by_label("Field", exact=True).select_option("status")
    page.get_by_label("Value", exact=True).press_sequentially("to")
    if request.node.callspec.params["context_with"]:
        expect(page.locator("#suggested-values option")).to_have_count(1)
    page.get_by_label("Value", exact=True).fill("To Do")
    page.get_by_role("button", name="Add to the query").click()
    expect(page.get_by_label("Query in JQL")).to_have_value('status = "To Do"')


def test_enter_in_a_field_saves(
    window: BrowserContext, live_server: Any, saved: SavedQuery
) -> None:
    """And does not add a condition, whose button comes first."""
    page = window.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/queries/{saved.pk}/edit/")
    page.get_by_label("Name", exact=True).fill("Renamed")
    page.get_by_label("Name", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Renamed")


def test_a_parameter_is_asked_for_by_keyboard(
    window: BrowserContext, live_server: Any, saved: SavedQuery
) -> None:
    """Another project by Tab and Enter."""
    page = window.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/queries/{saved.pk}/")
    field = page.get_by_label("Project", exact=True)
    expect(field).to_have_value("DEMO")
    field.fill("SHOP")
    field.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/queries/{saved.pk}/?p-project=SHOP")
    expect(page.get_by_role("row")).to_have_count(4)


def test_the_rows_are_copied_as_markdown(
    browser: Browser, live_server: Any, saved: SavedQuery
) -> None:
    """By a button; where the browser gives no clipboard, they are selected."""
    for permissions, said in ((["clipboard-read", "clipboard-write"], "Copied."), ([], "")):
        context = browser.new_context(permissions=permissions)
        page = context.new_page()
        sign_in(page, live_server.url)
        page.goto(f"{live_server.url}/queries/{saved.pk}/?project=DEMO")
        page.get_by_text("These rows as Markdown, to copy").click()
        if not permissions:
            page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        page.get_by_role("button", name="Copy", exact=True).click()
        expect(page.get_by_text(said or "It is selected")).to_be_visible()
        text = page.locator("#markdown")
        selected = text.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)")
        assert selected == text.input_value()
        if permissions:
            assert page.evaluate("navigator.clipboard.readText()") == selected
        assert violations(page) == []
        context.close()


def test_the_box_suggests_while_one_writes(
    browser: Browser, live_server: Any, saved: SavedQuery
) -> None:
    """By keyboard: fields, operators, values; Escape shuts the list, and Enter is a line break again."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme="dark")
    page = context.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/queries/{saved.pk}/edit/")
    box = page.locator("#id_jql")
    box.fill("")
    box.press_sequentially("stat")
    options = page.locator(".query-box [role=option]")
    expect(options.first).to_contain_text("status")
    assert violations(page) == []
    assert fits(page)
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("status ")
    expect(options.get_by_text("=", exact=True)).to_be_visible()
    box.press_sequentially("= To")
    expect(options.first).to_contain_text("To Do")
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value('status = "To Do" ')
    expect(options.first).to_contain_text("AND")
    box.press("Escape")
    expect(options.first).to_be_hidden()
    box.press("Enter")
    expect(box).to_have_value('status = "To Do" \n')
    context.close()
