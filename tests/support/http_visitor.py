"""A visitor without a browser: follows links, fills in whatever form a page shows, and sends it.

Knows HTML and HTTP, nothing of Lodge or of Atlassian, so that the same journey plays against any consent page.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

YES = re.compile(r"\b(allow|accept|agree|authori[sz]e|grant|approve|continue|yes)\b", re.IGNORECASE)
NO = re.compile(r"\b(deny|cancel|decline|refuse|reject|no)\b", re.IGNORECASE)
VOID = {"input", "br", "img", "meta", "link", "hr", "meter", "path", "circle"}


@dataclass
class Control:
    """One control of a form: input, select, textarea or button."""

    tag: str
    kind: str
    name: str
    value: str
    checked: bool = False
    disabled: bool = False
    required: bool = False
    text: str = ""
    options: list[tuple[str, str, bool]] = field(default_factory=list)


@dataclass
class Form:
    """A form as it stands on the page."""

    action: str
    method: str
    multipart: bool
    controls: list[Control] = field(default_factory=list)

    def named(self, name: str) -> list[Control]:
        """The controls called *name*."""
        return [control for control in self.controls if control.name == name]

    def has(self, name: str) -> bool:
        """Whether a control is called *name*."""
        return bool(self.named(name))

    @property
    def buttons(self) -> list[Control]:
        """What sends this form."""
        return [c for c in self.controls if c.kind in {"submit", "image"} and not c.disabled]

    def values(self) -> dict[str, list[str]]:
        """What a browser would send: defaults; of a radio group or select without a choice, the first."""
        sent: dict[str, list[str]] = {}
        for control in self.controls:
            if (
                control.disabled
                or not control.name
                or control.kind in {"submit", "button", "image", "file"}
            ):
                continue
            if control.tag == "select":
                chosen = [value for value, _, selected in control.options if selected]
                if chosen or control.options:
                    sent.setdefault(control.name, []).extend(chosen or [control.options[0][0]])
            elif control.kind not in {"radio", "checkbox"} or control.checked:
                sent.setdefault(control.name, []).append(control.value)
        for control in self.controls:
            if control.kind == "radio" and control.name not in sent and not control.disabled:
                sent[control.name] = [control.value]
        return sent


class _Reader(HTMLParser):
    """Collects forms, links and readable text."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._sinks: list[tuple[str, list[str]]] = []
        self._quiet = 0
        self._asleep = 0
        self._by_id: dict[str, Form] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "template" or self._asleep:  # what a script may copy one day is not on the page
            self._asleep += tag == "template"
        elif tag == "form":
            multipart = at.get("enctype") == "multipart/form-data"
            self._form = Form(at.get("action", ""), at.get("method", "get").lower(), multipart)
            self.forms.append(self._form)
            if at.get("id"):
                self._by_id[at["id"]] = self._form
        elif tag in {"input", "select", "textarea", "button"}:
            self._control(tag, at)
        elif tag == "option":
            self._option(at)
        elif tag == "a" and "href" in at:
            self._sinks.append(("a", []))
            self.links.append((at["href"], ""))
        elif tag in {"script", "style", "title", "head"}:
            self._quiet += tag != "head"

    def _control(self, tag: str, at: dict[str, str]) -> None:
        form = self._by_id.get(at["form"]) if "form" in at else self._form
        kind = at.get("type", "submit" if tag == "button" else "text").lower()
        value = at.get("value", "on" if kind in {"radio", "checkbox"} else "")
        control = Control(
            tag,
            kind if tag in {"input", "button"} else tag,
            at.get("name", ""),
            value,
            "checked" in at,
            "disabled" in at,
            "required" in at,
        )
        if form is not None:
            form.controls.append(control)
        if tag in {"textarea", "button", "select"}:
            self._sinks.append((tag, []))
            self._open = control

    def _option(self, at: dict[str, str]) -> None:
        if hasattr(self, "_open") and self._open.tag == "select" and "disabled" not in at:
            self._open.options.append((at.get("value", ""), "", "selected" in at))

    def handle_endtag(self, tag: str) -> None:
        if self._asleep:
            self._asleep -= tag == "template"
        elif tag == "form":
            self._form = None
        elif tag in {"script", "style", "title"}:
            self._quiet = max(0, self._quiet - 1)
        elif self._sinks and self._sinks[-1][0] == tag:
            text = "".join(self._sinks.pop()[1])
            if tag == "a":
                self.links[-1] = (self.links[-1][0], text.strip())
            elif tag == "textarea":
                self._open.value = text.removeprefix("\n")
            elif tag == "button":
                self._open.text = text.strip()

    def handle_data(self, data: str) -> None:
        if self._asleep:
            return
        if self._sinks:
            self._sinks[-1][1].append(data)
        if not self._quiet:
            self.words.append(data)


@dataclass
class Page:
    """What came back."""

    url: str
    status: int
    html: str
    forms: list[Form]
    links: list[tuple[str, str]]
    text: str

    def form_with(self, *names: str) -> Form:
        """The first form that has controls with all these *names*; AssertionError with the page's words if none."""
        for form in self.forms:
            if all(form.has(name) for name in names):
                return form
        raise AssertionError(
            f"{self.url} ({self.status}) has no form with {names}:\n{self.text[:2000]}"
        )

    def form_to(self, part: str) -> Form:
        """The first form whose action holds *part*."""
        for form in self.forms:
            if part in urljoin(self.url, form.action):
                return form
        raise AssertionError(
            f"{self.url} ({self.status}) has no form to {part}:\n{self.text[:2000]}"
        )

    def has_link(self, pattern: str) -> bool:
        """Whether a link's address or text matches *pattern*."""
        return any(
            re.search(pattern, href) or re.search(pattern, text) for href, text in self.links
        )

    def link_to(self, pattern: str) -> str:
        """The absolute address of the first link whose address or text matches *pattern*."""
        for href, text in self.links:
            if re.search(pattern, href) or re.search(pattern, text):
                return urljoin(self.url, href)
        raise AssertionError(
            f"{self.url} ({self.status}) has no link {pattern!r}:\n{self.text[:2000]}"
        )


class Visitor:
    """A person with a cookie jar."""

    def __init__(self) -> None:
        self.session = requests.Session()
        self.session.trust_env = False
        self.page = Page("", 0, "", [], [], "")
        self.seen: list[str] = []

    def _arrive(self, response: requests.Response) -> Page:
        self.seen += [hop.url for hop in (*response.history, response)]
        reader = _Reader()
        reader.feed(response.text)
        text = re.sub(r"\s+", " ", " ".join(reader.words)).strip()
        self.page = Page(
            response.url, response.status_code, response.text, reader.forms, reader.links, text
        )
        return self.page

    def get(self, url: str) -> Page:
        """Open *url*, relative to where we are."""
        return self._arrive(self.session.get(urljoin(self.page.url, url), timeout=60))

    def send(self, form: Form, button: Control | None = None, **values: str | list[str]) -> Page:
        """Send *form* as it stands, with *values* written over it, by pressing *button* (the first by default)."""
        sent = form.values()
        for name, value in values.items():
            sent[name] = value if isinstance(value, list) else [value]
        pressed = button or next(iter(form.buttons), None)
        if pressed and pressed.name:
            sent[pressed.name] = [pressed.value]
        url = urljoin(self.page.url, form.action)
        if form.method == "get":
            return self._arrive(self.session.get(url, params=sent, timeout=60))
        # Browsers send Referer, and Django looks for it on https.
        headers = {"Referer": self.page.url}
        if form.multipart:
            parts = [(name, (None, value)) for name, some in sent.items() for value in some]
            return self._arrive(self.session.post(url, files=parts, headers=headers, timeout=60))
        return self._arrive(self.session.post(url, data=sent, headers=headers, timeout=60))

    def consent(self, back_at: str, *, steps: int = 5) -> Page:
        """Say yes to whatever consent pages come, until we are back at an address that begins with *back_at*."""
        for _ in range(steps):
            if self.page.url.startswith(back_at):
                return self.page
            form, button = _consenting(self.page)
            values: dict[str, str | list[str]] = {}
            for control in form.controls:
                boxes = [
                    c for c in form.named(control.name) if c.kind == "checkbox" and not c.disabled
                ]
                if boxes and not any(box.checked for box in boxes):
                    values[control.name] = [box.value for box in boxes]
            self.send(form, button, **values)
        raise AssertionError(
            f"still at {self.page.url} after {steps} consent pages:\n{self.page.text[:2000]}"
        )


def _consenting(page: Page) -> tuple[Form, Control]:
    """The form and the button of *page* that say yes."""
    for form in page.forms:
        for button in form.buttons:
            words = f"{button.text} {button.value} {button.name}"
            if YES.search(words) and not NO.search(words):
                return form, button
    for form in page.forms:
        hopeful = [b for b in form.buttons if not NO.search(f"{b.text} {b.value}")]
        if hopeful:
            return form, hopeful[0]
    raise AssertionError(
        f"{page.url} ({page.status}) has nothing to consent to:\n{page.text[:2000]}"
    )
