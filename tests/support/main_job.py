"""The main job as a visitor without a browser does it: sign in, link, file. Works against any Atlassian."""

import re
import time

from tests.support.http_visitor import Page, Visitor

KEY = re.compile(r"\b[A-Z][A-Z0-9_]+-[0-9]+\b")


def sign_in(visitor: Visitor, url: str, name: str, password: str) -> Page:
    """Through the sign-in page."""
    page = visitor.get(f"{url}/account/sign-in/")
    page = visitor.send(page.form_with("username", "password"), username=name, password=password)
    assert "sign-in" not in page.url, page.text
    return page


def link_account(visitor: Visitor, url: str) -> Page:
    """Go to Atlassian, consent to whatever is asked there, come back, choose the first site if asked which."""
    page = visitor.get(f"{url}/link/")
    visitor.send(page.form_to("/link/begin/"))
    page = visitor.consent(url)
    for form in page.forms:
        if form.has("site") and form.method == "post":
            page = visitor.send(form)
            break
    assert page.status == 200, page.text
    return page


def open_form(visitor: Visitor, url: str, project: str = "", issue_type: str = "Bug") -> Page:
    """Choose the project (by default the first one offered on any site) and the type (the first if no such)."""
    page = visitor.get(f"{url}/report/")
    wanted = rf"/report/[^/]+/{project or '[^/]+'}/$"
    sites = [control.value for form in page.forms for control in form.named("site")]
    while sites and not page.has_link(wanted):
        page = visitor.send(page.form_with("site"), site=sites.pop(0))
    page = visitor.get(page.link_to(wanted))
    try:
        address = page.link_to(rf"^{issue_type}\b")
    except AssertionError:
        address = page.link_to(r"/report/[^/]+/[^/]+/[^/]+/$")
    return visitor.get(address)


def file_a_bug(
    visitor: Visitor, url: str, summary: str, description: str = "", project: str = ""
) -> str:
    """Fill in the form and send it; the key that the report's page shows."""
    page = open_form(visitor, url, project)
    form = page.form_with("summary")
    values: dict[str, str | list[str]] = {"summary": summary}
    if form.has("description"):
        values["description"] = description or "Seen by a visitor without a browser."
    visitor.send(form, None, **values)
    return key_of(visitor)


def key_of(visitor: Visitor) -> str:
    """The key on the page of a report that was just sent, within a minute at most."""
    page = visitor.page
    assert "/reports/" in page.url, f"{page.url} ({page.status}): {page.text[:3000]}"
    for _ in range(60):
        heading = "".join(re.findall(r"<h1[^>]*>.*?</h1>", visitor.page.html, re.DOTALL))
        if key := KEY.search(re.sub(r"<[^>]+>", "", heading)):
            return key.group()
        time.sleep(1)
        visitor.get(visitor.page.url)
    raise AssertionError(f"{visitor.page.url}: no key after a minute: {visitor.page.text[:3000]}")
