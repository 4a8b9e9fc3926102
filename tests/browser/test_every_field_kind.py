"""A form with a field of every kind, filled in with the keyboard alone, filed, and read back from Jira."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from integrations import jira
from integrations.models import Connection
from issues.fieldkinds import for_meta
from issues.models import Submission
from tests.browser.conftest import sign_in, violations
from tests.integration.integrations.conftest import Seat, seat
from tests.integration.issues.fieldkinds.test_every_field_kind import TYPED, Pick, same
from tests.support.sandbox import Sandbox

# What has the focus: the field it belongs to (a picker's box has no name of its own), and what it is.
FOCUSED = """() => {
  const at = document.activeElement;
  const picker = at.closest("[data-picker]");
  const option = at.tagName === "SELECT" ? at.selectedOptions[0]?.text : null;
  return {
    name: picker ? picker.dataset.picker : at.name || "",
    what: at.getAttribute("role") || (at.tagName === "INPUT" ? at.type : at.tagName.toLowerCase()),
    label: option ?? at.closest("label")?.innerText.trim() ?? at.innerText ?? "",
    checked: Boolean(at.checked),
  };
}"""
MOST_STOPS = 600


@dataclass
class Keyboard:
    """Walks through a form with Tab, and fills in each field once."""

    page: Page
    wanted: dict[str, Any]  # by field id: what TYPED says
    done: set[str] = field(default_factory=set)

    def walk(self) -> None:
        """From where the cursor is at first to the button that files it, which is pressed."""
        self.fill(self.page.evaluate(FOCUSED))
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(FOCUSED)
            if at["what"] == "button" and "File it in Jira" in at["label"]:
                self.page.keyboard.press("Enter")
                return
            if at["what"] == "summary" and "more thing" in at["label"]:
                self.page.keyboard.press("Enter")
            self.fill(at)
        raise AssertionError(f"no button within {MOST_STOPS} stops; filled in {sorted(self.done)}")

    def fill(self, at: dict[str, Any]) -> None:
        """Do what this stop takes, if it is a field that was not filled in yet."""
        name, what = at["name"], at["what"]
        if what == "button" and "Link other issues" in at["label"]:
            self.page.keyboard.press("Enter")
            expect(self.page.locator("select:focus")).to_be_visible()
            self.fill(self.page.evaluate(FOCUSED))
            return
        if what == "checkbox":
            picks = self.wanted.get(name) or []
            if (
                any(pick.query in at["label"] for pick in picks if isinstance(pick, Pick))
                and not at["checked"]
            ):
                if not (picks[0].query == "" and name in self.done):
                    self.page.keyboard.press("Space")
                self.done.add(name)
            return
        if name in self.done or (name not in self.wanted and not name.endswith("-relation")):
            return
        if what in {"select", "radio"}:
            self.step(name, what)
        elif what == "combobox":
            for each in self.several(name):
                self.search(each)
        elif what in {"text", "textarea", "date", "datetime-local"}:
            self.write(name, what)
        else:
            return
        self.done.add(name)

    def several(self, name: str) -> list[Any]:
        """What is wanted of one field, as a list."""
        wanted = self.wanted[name]
        return wanted if isinstance(wanted, list) else [wanted]

    def search(self, wanted: Any) -> None:
        """Type into a picker's box, and take what comes first; a bare word is taken as it is."""
        if isinstance(wanted, str):
            self.page.keyboard.type(f"{wanted} ")
            return
        self.page.keyboard.type(wanted.query)
        found = self.page.locator(
            "[role=listbox]:not([hidden]) [role=option]"
        )  # a select's options are some too
        expect(found.filter(has_text=wanted.query.split()[0]).first).to_be_visible()
        self.page.keyboard.press("Enter")
        expect(found).to_have_count(0)

    def step(self, name: str, what: str) -> None:
        """Go down a list until the one that is wanted stands there."""
        query = self.wanted[name].query if name in self.wanted else "blocks"
        self.page.keyboard.press("Space" if what == "radio" else "Home")
        for _option in range(60):
            label = self.page.evaluate(FOCUSED)["label"]
            if query in label and not (query == "" and label in {"Choose one", "No choice"}):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name}: no {query!r}")

    def write(self, name: str, what: str) -> None:
        """Type a text; a date as an American browser takes it."""
        text = self.wanted[name]
        if what in {"date", "datetime-local"}:
            day, _t, clock = text.partition("T")
            year, month, date = day.split("-")
            self.page.keyboard.type(f"{month}{date}{year}")
            if clock:
                hour, minute = map(int, clock.split(":"))
                self.page.keyboard.press("ArrowRight")
                self.page.keyboard.type(
                    f"{(hour - 1) % 12 + 1:02}{minute:02}{'PM' if hour >= 12 else 'AM'}"
                )
            return
        self.page.keyboard.type(text)


def essence(shown: Any) -> Any:
    """What Jira shows, without the addresses and pictures around it."""
    if isinstance(shown, list):
        return [essence(each) for each in shown]
    if isinstance(shown, dict) and "type" not in shown:
        kept = {
            "id",
            "key",
            "value",
            "name",
            "accountId",
            "displayName",
            "child",
            "originalEstimate",
            "remainingEstimate",
        }
        return {name: essence(each) for name, each in shown.items() if name in kept}
    return shown


@pytest.fixture
def alices(sandbox: Sandbox, link: Callable[..., Connection], alice: User) -> Seat:
    """Alice, linked, with an epic above and an issue beside."""
    place = seat(sandbox, link(alice))
    place.file(name="Epic", summary="Basket and checkout")
    place.file(name="Bug", summary="Older report")
    return place


def wanted(alices: Seat, metas: tuple[jira.FieldMeta, ...]) -> dict[str, Any]:
    """What is typed, by the names that the page gives its inputs."""
    world = alices.sandbox.control("POST", "/seed", {"jira": [{"cloud_id": alices.cloud_id}]})
    typed = TYPED | {"Devices": " ".join(each["id"] for each in world["jira"][0]["assets"])}
    found: dict[str, Any] = {}
    for meta in metas:
        if isinstance(typed.get(meta.name), dict):
            found |= {meta.field_id + end: text for end, text in typed[meta.name].items()}
        elif meta.name in typed:
            found[meta.field_id] = typed[meta.name]
    return found


def test_everything_is_filled_in_by_keyboard_filed_and_read_back(
    browser: Browser, live_server: Any, alices: Seat
) -> None:
    type_id = alices.type_id("DEMO", "Everything")
    metas = jira.create_fields(*alices.at, alices.projects["DEMO"], type_id)
    page = browser.new_context(locale="en-US").new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/report/{alices.cloud_id}/DEMO/{type_id}/")
    keyboard = Keyboard(page, wanted(alices, metas))

    keyboard.walk()

    expect(page.get_by_role("heading", level=1)).to_contain_text("is in Jira as")
    assert set(keyboard.wanted) <= keyboard.done
    report = Submission.objects.get()
    read = jira.get_issue(*alices.at, report.issue_key, fields=tuple(report.fields)).fields
    kinds = {meta.field_id: (meta.name, type(for_meta(meta)).__name__) for meta in metas}
    for name, sent in report.fields.items():
        names = {name, f"{name}_original", f"{name}_remaining"}
        typed = [text for key, text in keyboard.wanted.items() if key in names]
        print(" | ".join(map(str, (*kinds.get(name, (name,)), typed, sent, essence(read[name])))))
    assert {
        kinds[name][0]
        for name in report.fields
        if name in keyboard.wanted or name == "timetracking"
    } == ({*TYPED, "Devices"} - {"Linked Issues"})
    assert {
        name: (sent, read[name])
        for name, sent in report.fields.items()
        if not same(sent, read[name])
    } == {}
    [link] = report.issue_links.all()
    assert (link.words, link.other_key) == ("blocks", "DEMO-2")


@pytest.mark.parametrize(
    "with_script", [True, False], ids=["with JavaScript", "without JavaScript"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_with_every_kind_has_no_axe_violation_and_fits_a_small_phone(
    browser: Browser, live_server: Any, alices: Seat, scheme: Any, with_script: bool
) -> None:
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": 320, "height": 640}, java_script_enabled=with_script
    )
    page = context.new_page()
    sign_in(page, live_server.url)
    page.goto(
        f"{live_server.url}/report/{alices.cloud_id}/DEMO/{alices.type_id('DEMO', 'Everything')}/"
    )
    page.locator("details.more > summary").click()

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    if with_script:
        assert violations(page) == []
    else:  # axe itself is a script: what it would look at is there at least
        assert page.get_by_role("button", name="Find").count() >= 13
    page.locator(".send").get_by_role("button", name="File it in Jira").click()
    expect(page.get_by_role("alert").first).to_contain_text("1 thing to correct")
    if with_script:
        page.locator("details.more > summary").click()
        assert violations(page) == []
    context.close()
