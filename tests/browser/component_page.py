"""A workshop for the parts of pages: our templates and scripts in a real browser, with answers made to order.

The page and the suggestions come from the test; styles and scripts are Lodge's own, under Lodge's own policy.
"""

from collections.abc import Callable, Sequence
from urllib.parse import parse_qs, parse_qsl, urlsplit

from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from playwright.sync_api import Page, Route

from config.security_headers import policy
from issues.fieldkinds.base import Choice
from issues.fieldkinds.picker import PickerInput
from issues.fieldkinds.picker_field import PickerField
from issues.views.text_preview import previewed

PEOPLE = (
    Choice("a-1", "Ada"),
    Choice("b-2", "Bob", "Payments"),
    Choice("c-3", "Carol"),
    Choice("c-4", "Carola"),
)
PAGE = """{% extends "base.html" %}
{% block main %}
  <div class="card">
    <form method="post" class="flow" data-suggest="/suggest/" novalidate>
      <button class="sr" tabindex="-1" aria-hidden="true">Send it</button>
      <input type="hidden" name="csrfmiddlewaretoken" value="proof">
      <h1>Workshop</h1>
      BODY
      <button class="btn main">Send</button>
    </form>
  </div>
{% endblock main %}
{% block title %}Workshop{% endblock title %}
"""
Answer = Callable[[Route, str], None]


def matching(query: str) -> list[Choice]:
    """Those of PEOPLE whose name holds *query*."""
    return [each for each in PEOPLE if query.lower() in each.label.lower()]


def options(choices: Sequence[Choice], *, people: bool = True, problem: str = "") -> str:
    """The part that Lodge answers with."""
    drawn = [
        {
            "choice": each,
            "before": each.label,
            "markdown": f"[@{each.label}](accountid:{each.value})",
        }
        for each in choices
    ]
    said = f"{len(choices)} results" if choices else "Nothing found."
    return render_to_string(
        "parts/picker_options.html", {"options": drawn, "people": people, "said": problem or said}
    )


class Picking(forms.Form):
    """One person, several people, and words."""

    def __init__(self, **arguments: object) -> None:
        super().__init__(**arguments)  # type: ignore[arg-type]

        def take(typed: str) -> Sequence[str]:
            return tuple(typed.replace(",", " ").split())

        self.fields["one"] = PickerField(
            label="Assignee", known=bool, required=False, widget=PickerInput(matching)
        )
        several = PickerInput(matching, several=True)
        self.fields["many"] = PickerField(
            label="Approvers", known=bool, required=False, widget=several
        )
        words = PickerInput(matching, several=True, take=take, free=True)
        self.fields["words"] = PickerField(label="Labels", known=bool, required=False, widget=words)


class Writing(forms.Form):
    """A text that takes Markdown."""

    text = forms.CharField(
        label="Description", required=False, widget=forms.Textarea({"rows": 11, "dir": "auto"})
    )
    text.markdown = True  # type: ignore[attr-defined]


class Workshop:
    """One page; `asked` are the questions of its pickers, `posted` is what its form sent last."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.asked: list[str] = []
        self.posted: list[tuple[str, str]] = []
        self.answer: Answer = lambda route, query: route.fulfill(
            body=options(matching(query)), content_type="text/html"
        )

        self.shown: Answer = lambda route, text: route.fulfill(
            body=render_to_string("parts/text_preview.html", {"preview": previewed(text)}),
            content_type="text/html",
        )

    def show(self, body: str, **context: object) -> Page:
        """Open a page with *body* (template source) in its form."""
        html = Template(PAGE.replace("BODY", body)).render(Context(context))
        headers = {"content-security-policy": policy(), "content-type": "text/html; charset=utf-8"}

        def page(route: Route) -> None:
            if route.request.method == "POST":
                self.posted = parse_qsl(route.request.post_data or "", keep_blank_values=True)
            route.fulfill(body=html, headers=headers)

        def suggest(route: Route) -> None:
            query = parse_qs(urlsplit(route.request.url).query).get("q", [""])[0]
            self.asked.append(query)
            self.answer(route, query)

        def preview(route: Route) -> None:
            text = parse_qs(route.request.post_data or "").get("text", [""])[0]
            self.shown(route, text)

        self.page.route("**/workshop/", page)
        self.page.route("**/preview/", preview)
        self.page.route("**/suggest/**", suggest)
        self.page.goto(f"{self.url}/workshop/")
        return self.page

    def show_fields(self, form: forms.Form) -> Page:
        """Open a page with all fields of *form*."""
        return self.show("{% for field in form %}{{ field.as_field_group }}{% endfor %}", form=form)

    def send(self) -> dict[str, list[str]]:
        """Press the button; what was posted, by name."""
        with self.page.expect_request(
            lambda request: request.method == "POST" and request.url.endswith("/workshop/")
        ):
            self.page.get_by_role("button", name="Send", exact=True).click()
        self.page.wait_for_load_state()
        found: dict[str, list[str]] = {}
        for name, value in self.posted:
            found.setdefault(name, []).append(value)
        return found
