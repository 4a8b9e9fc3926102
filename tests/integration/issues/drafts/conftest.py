"""Alice at her desk, with a form that Jira can change under her hands, and tabs that save while she writes."""

from typing import Any

import pytest

from tests.integration.issues.filing.conftest import Desk, desk
from tests.support.http_visitor import Form, Page

__all__ = ["desk"]


class Tab:
    """One tab of a browser with a form in it: saves while somebody writes, and sends."""

    def __init__(self, desk: Desk, page: Page) -> None:
        self.desk, self.page = desk, page
        self.form: Form = page.form_with("summary", "submission")
        self.values: dict[str, Any] = self.form.values()

    def write(self, **values: str) -> Page:
        """Type, and wait until the page saved it: as htmx, take up what the answer says of the form."""
        self.values |= {name: [text] for name, text in values.items()}
        answer = self.desk.post(self.form.action, {**self.values, "autosave": "1"})
        for name in ("submission", "version", "after"):
            found = [value for tag in answer.html.split("<input") if f'name="{name}"' in tag
                     for value in tag.split('value="')[1:2]]  # fmt: skip
            if found:
                self.values[name] = [found[0].partition('"')[0]]
        return answer

    def file(self, **values: Any) -> Page:
        """Press the button."""
        self.values |= {
            name: each if isinstance(each, list) else [each] for name, each in values.items()
        }
        return self.desk.post(self.form.action, self.values)


def change(desk: Desk, *, project: str = "DEMO", issue_type: str = "Bug", **field: Any) -> str:
    """An administrator of Jira changes the form; the id of the field."""
    facts = {
        "cloud_id": desk.site["cloud_id"],
        "project": project,
        "issue_type": issue_type,
        **field,
    }
    answer = desk.sandbox.control("POST", "/seed", {"fields": [facts]})
    return str(answer["fields"][0]["field_id"])


@pytest.fixture
def tab(desk: Desk) -> Tab:
    """A new form for a bug in DEMO."""
    return Tab(desk, desk.open_form()[0])
