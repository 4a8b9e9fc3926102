"""Parts and times that a process keeps: the key holds all that their bytes depend on."""

from datetime import UTC, datetime

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from config.csrf_token_once import csrf_token
from config.ui_tags import part, when

TAG = "parts/state_tag.html"


def included(**values: object) -> str:
    """The same template, as it is included."""
    source = f"{{% include '{TAG}' with text=text kind=kind icon=icon only %}}"
    return str(Template(source).render(Context(values)))


@pytest.mark.parametrize("text", ["Done", "<b>Done</b>", SafeString("<b>Done</b>"), ""])
@pytest.mark.parametrize("kind", ["done", "", "you"])
@pytest.mark.parametrize("icon", ["check", "spin", ""])
def test_a_part_is_what_the_template_says_of_its_values(text: str, kind: str, icon: str) -> None:
    for _turn in range(2):
        assert part(TAG, text=text, kind=kind, icon=icon) == included(
            text=text, kind=kind, icon=icon
        )


def test_a_safe_text_is_not_taken_for_one_that_must_be_escaped() -> None:
    assert "<i>" in part(TAG, text=SafeString("<i>"), kind="", icon="")
    assert "&lt;i&gt;" in part(TAG, text="<i>", kind="", icon="")


def test_a_part_is_kept_for_its_language() -> None:
    said = set()
    for language in ("en", "de"):
        with translation.override(language):
            said.add(part("parts/logo.html", lit=True))
    assert len(said) >= 1
    assert all("lamp" in each for each in said)
    assert "lamp" not in part("parts/logo.html")


def test_a_time_is_told_in_the_zone_and_language_of_its_reader() -> None:
    at = datetime(2026, 11, 24, 23, 30, 15, tzinfo=UTC)
    said = []
    for zone in ("UTC", "Asia/Tokyo", "Europe/London", "UTC"):
        with timezone.override(zone):
            said.append(when(at, "day"))
    assert said[0] == said[3]
    assert "24 November" in said[0]
    assert "25 November" in said[1]
    assert "+09:00" in said[1]
    with translation.override("de"):
        assert "Dienstag" in when(at, "day")
    assert "23:30:15" in when(at, "seconds").partition("<time")[2].partition(">")[0]
    assert 'title="Tuesday, 24 November 2026, 23:30"' in when(at, "day")


def test_a_page_has_one_token_and_the_next_another(rf: RequestFactory) -> None:
    def twice(request: HttpRequest) -> set[str]:
        context = Context(csrf_token(request))
        form = Template("{% csrf_token %}")
        return {form.render(context), form.render(context)}

    pages = [twice(rf.get("/")) for _turn in range(3)]
    assert [len(page) for page in pages] == [1, 1, 1]
    assert len(set.union(*pages)) == 3
