"""Who leads through the pages: signs in, links, opens a form. For the parts of the tour."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from playwright.sync_api import Page

from accounts.models import User
from integrations.models import Connection, ConnectionState, Pause
from tests.demo.environment import Stage
from tests.support.sandbox import Sandbox

SITE = "demo-team"


class Guide:
    """A person at *page* of the Lodge on *stage*; `shoot(name)` takes the page as it is."""

    def __init__(self, stage: Stage, page: Page, shoot: Callable[[str], None]) -> None:
        assert stage.sandbox, "the states come from the simulated Atlassian"
        self.stage, self.page, self.shoot = stage, page, shoot
        self.sandbox: Sandbox = stage.sandbox
        self.site: dict[str, Any] = self.sandbox.site(SITE)

    def go(self, path: str, name: str = "") -> None:
        """Open *path*, and take it as *name*."""
        self.page.goto(f"{self.stage.url}{path}")
        if name:
            self.shoot(name)

    def press(self, label: str) -> None:
        """The button of the page's main part with this *label*; then wait for the answer."""
        self.page.get_by_role("main").get_by_role("button", name=label).first.click()
        self.page.locator("form[data-sending]").wait_for(state="detached")

    def sign_in(self, name: str = "alice") -> User:
        """Through the door."""
        self.page.context.clear_cookies()
        self.go("/account/sign-in/")
        self.page.get_by_label("User name or e-mail").fill(name)
        self.page.get_by_label("Password").fill(self.stage.passwords[name])
        self.press("Sign in")
        return User.objects.get(username=name)

    def consent(self, name: str, *sites: str) -> None:
        """At Atlassian: this account; with *sites*, these of its sites and no others."""
        self.page.get_by_role("radio", name=name, exact=True).check()
        for box in self.page.get_by_role("checkbox").all() if sites else []:
            box.set_checked(any(site in (box.get_attribute("value") or "") for site in sites))
        self.press_any("Accept")

    def press_any(self, label: str) -> None:
        """A button with this *label*, wherever it stands."""
        self.page.get_by_role("button", name=label).first.click()

    def linked(self, name: str = "alice", account: str = "") -> User:
        """Signed in, with a link that works (to the account of the same name unless told) and its usual site."""
        user = self.sign_in(name)
        Pause.objects.all().delete()
        if not Connection.objects.filter(user=user, state=ConnectionState.ACTIVE).exists():
            self.go("/link/")
            self.page.locator("form[action*=begin] button").first.click()
            self.consent(account or name.capitalize())
            if self.page.get_by_role("radio").count():
                self.page.get_by_role("radio", name="Demo team").check()
                self.press("Use this site")
        return user

    def form_path(self, issue_type: str = "Bug", project: str = "DEMO") -> str:
        """Of the form for an *issue_type* in *project*."""
        self.go(f"/report/{self.site['cloud_id']}/{project}/")
        link = self.page.get_by_role("main").get_by_role("link", name=issue_type, exact=True)
        return link.first.get_attribute("href") or ""

    def change(self, issue_type: str = "Bug", **field: Any) -> str:
        """An administrator of Jira changes the form in DEMO; the field's id."""
        facts = {
            "cloud_id": self.site["cloud_id"],
            "project": "DEMO",
            "issue_type": issue_type,
            **field,
        }
        answer = self.sandbox.control("POST", "/seed", {"fields": [facts]})
        cache.clear()
        return str(answer["fields"][0]["field_id"])
