"""The drawings."""

import re
from xml.etree import ElementTree

import pytest
from django.template import Context, Template, TemplateSyntaxError

from config.icons import DIRECTIONAL, ICONS
from config.ui_tags import icon


def drawn(source: str, **context: object) -> str:
    """What a template with the look's tags says."""
    return Template("{% load ui %}" + source).render(Context(context))


def test_an_unknown_name_is_refused_with_those_that_exist() -> None:
    """A slip must not draw nothing."""
    with pytest.raises(TemplateSyntaxError, match=r"no icon called 'tick'.*check"):
        drawn('{% icon "tick" %}')


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_is_a_drawing_hidden_from_screen_readers(name: str) -> None:
    """Words say it too, always."""
    svg = ElementTree.fromstring(icon(name))
    assert svg.get("aria-hidden") == "true"
    assert svg.get("viewBox") == "0 0 16 16"
    assert len(svg) >= 1
    assert all(re.fullmatch(r"[A-Za-z0-9., -]+", part.get("d", "M")) for part in svg)
    assert ("flip" in str(svg.get("class"))) == (name in DIRECTIONAL)


def test_classes_are_added_and_escaped() -> None:
    """`spin` turns; nothing breaks out of the attribute."""
    assert 'class="i spin"' in drawn('{% icon "spin" "spin" %}')
    assert 'class="i flip yes"' in drawn('{% icon "arrow" css="yes" %}')
    assert "<b>" not in drawn('{% icon "check" css %}', css='"><b>')
