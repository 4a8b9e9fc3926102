"""Every template: compiles, holds nothing inline, says nothing that cannot be translated, is accessible in outline."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template, TemplateDoesNotExist
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file())
PAGES = [name for name in TEMPLATES if name.endswith(".html")]

COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)
TRANSLATED = re.compile(r"{% blocktranslate\b.*?%}.*?{% endblocktranslate %}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
ELEMENT = re.compile(r"<[^<>]*>", re.DOTALL)
SAID = re.compile(
    r"""\b(?:alt|aria-label|placeholder|title)=["'](?P<words>[^"']*[A-Za-z]{2}[^"']*)["']"""
)
APPS = ("accounts", "background", "config", "integrations", "issues")
NAMED = re.compile(r"""["'](?P<name>[\w/]+\.(?:html|txt))["']""")
# Names and keys are the same in every language.
NAMES = {"Lodge", "Jira", "Atlassian", "Ctrl"}


def source(name: str) -> str:
    """A template without its comments."""
    return COMMENT.sub("", (ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles(name: str) -> None:
    """Its tags, its filters, and what it extends by name."""
    assert get_template(name)


def test_every_template_named_anywhere_exists() -> None:
    """Django looks for an included template only when the page is rendered."""
    files = [ROOT / name for name in TEMPLATES]
    for app in APPS:
        files += (ROOT.parent / app).rglob("*.py")
    named = {
        (found["name"], file.relative_to(ROOT.parent).as_posix())
        for file in files
        for found in NAMED.finditer(file.read_text(encoding="utf-8"))
    }
    assert len(named) > len(TEMPLATES)
    wrong = sorted(f"{file}: {name}" for name, file in named if not _exists(name))
    assert not wrong


def _exists(name: str) -> bool:
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return False
    return True


@pytest.mark.parametrize("name", PAGES)
def test_no_template_holds_anything_inline(name: str) -> None:
    """The policy of the pages forbids it: it would be dead."""
    text = source(name)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|\shx-on", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)


@pytest.mark.parametrize("name", TEMPLATES)
def test_since_is_followed_by_a_point_in_time(name: str) -> None:
    """Not "since 5 minutes ago", which a moment without a style becomes."""
    assert not re.search(
        r"""since["']? %}\s*{% when [\w.|:]+ (?:"relative" )?%}""", source(name), re.IGNORECASE
    )


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_word_can_be_translated(name: str) -> None:
    """Words for people stand in `translate` or `blocktranslate`, or come from the code."""
    text = TRANSLATED.sub("", source(name))
    attributes = [found["words"] for found in SAID.finditer(TAG.sub("", text))]
    left = ELEMENT.sub(" ", TAG.sub(" ", text))
    words = (
        set(re.findall(r"[A-Za-z]{2,}", " ".join([re.sub(r"&\w+;", " ", left), *attributes])))
        - NAMES
    )
    assert not words, f"templates/{name} says {sorted(words)} in one language only"


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("parts/")])
def test_every_part_tells_its_arguments(name: str) -> None:
    """In a comment at its top."""
    assert (ROOT / name).read_text(encoding="utf-8").startswith("{% comment %}")


@pytest.mark.parametrize("name", PAGES)
def test_forms_that_post_carry_their_proof_of_origin(name: str) -> None:
    """One csrf_token for each. What is given back as it came brings the one along that it had, if any."""
    text = source(name)
    if name == "error_with_posted_text.html":
        assert "csrf_token" not in text
        return
    assert len(re.findall(r'<form[^>]*method="post"', text)) == text.count("{% csrf_token %}")


def test_every_icon_named_in_a_template_exists() -> None:
    """A name in a branch that no test draws must not be a surprise."""
    names = {name for page in PAGES for name in re.findall(r'{% icon "(\w+)"', source(page))}
    assert names
    for name in names:
        assert Template("{% load ui %}{% icon name %}").render(Context({"name": name}))


@pytest.mark.parametrize(
    ("name", "limit"),
    [("lodge.css", 25_000), ("form_controls.css", 12_000), ("form_pages.css", 6_000)],
)
def test_the_styles_stay_small_and_ask_nobody_else(name: str, limit: int) -> None:
    """The look, and what people write with; without an address in them."""
    text = (Path(settings.BASE_DIR) / "static" / name).read_text(encoding="utf-8")
    assert len(text.encode()) <= limit
    assert "url(" not in text
    assert "@import" not in text
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("name", sorted(each.name for each in ROOT.parent.glob("static/*.js")))
def test_the_scripts_stay_small_and_ask_nobody_else(name: str) -> None:
    """Small enough to read; nothing from elsewhere, nothing that the policy forbids, no words of their own."""
    text = (Path(settings.BASE_DIR) / "static" / name).read_text(encoding="utf-8")
    assert len(text.encode()) <= 16_000
    assert len(text.splitlines()) <= 400
    assert "//cdn" not in text
    assert not re.search(r"\beval\(|new Function|\bimport\b|https?://(?!$|`)[a-z]", text)
