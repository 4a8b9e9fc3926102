"""The joined constant parts of templates: what they depend on, and what is never joined."""

from collections.abc import Iterator

import pytest
from django.template import Context, Engine, Template, TemplateSyntaxError
from django.template.defaulttags import IfNode
from django.urls import clear_script_prefix, set_script_prefix, set_urlconf
from django.utils import translation

from config.constant_nodes import Constant, join
from config.ui_tags import icon


def joined(source: str) -> Template:
    """The template, as the loader keeps it."""
    template = Template("{% load i18n static ui %}" + source, engine=Engine.get_default())
    join(template.nodelist)
    return template


def said(template: Template, **context: object) -> str:
    return str(template.render(Context(context)))


@pytest.fixture(autouse=True)
def _place() -> Iterator[None]:
    yield
    clear_script_prefix()
    set_urlconf(None)


CONSTANT = """<p>{% translate "Save" %}</p>{% icon "check" %}{% url "home" %}{% static "lodge.css" %}
{% fixed_url "home" %}{% blocktranslate %}Save{% endblocktranslate %}{# nothing #}"""


def test_neighbours_become_one_node_with_the_same_text() -> None:
    plain = Template("{% load i18n static ui %}" + CONSTANT)
    template = joined(CONSTANT)
    assert [type(node) for node in template.nodelist] == [Constant]
    assert said(template) == said(plain)
    assert icon("check") in said(template)


def test_a_text_is_kept_for_its_language() -> None:
    template = joined('{% translate "Save" %}')
    words = set()
    for language in ("en", "de", "en", "fr", "de"):
        with translation.override(language):
            words.add((language, said(template)))
    assert len(words) == len(dict(words)) == len({word for _language, word in words}) == 3


def test_an_address_is_kept_for_its_prefix() -> None:
    template = joined('{% url "home" %} {% fixed_url "home" %}')
    assert said(template) == "/ /"
    set_script_prefix("/lodge/")
    assert said(template) == "/lodge/ /lodge/"
    clear_script_prefix()
    assert said(template) == "/ /"


def test_an_address_is_kept_for_its_urlconf() -> None:
    template = joined('{% url "home" %}')
    assert said(template) == "/"
    set_urlconf("tests.unit.config.other_addresses")
    assert said(template) == "/elsewhere/"
    set_urlconf(None)
    assert said(template) == "/"


def test_a_text_is_kept_for_whether_it_is_escaped() -> None:
    source = '{% url "admin:index" %}?a&b{% translate "Save" %}'
    template = joined(source)
    texts = [
        str(template.render(Context({}, autoescape=escaped))) for escaped in (True, False, True)
    ]
    assert texts[0] == texts[2] == str(Template("{% load i18n %}" + source).render(Context()))


@pytest.mark.parametrize(
    "source",
    [
        "{{ name }}",
        "{% translate name %}",
        '{% translate "Save" as saved %}{{ saved }}{{ name }}',
        '{% translate "Save" context name %}{{ name }}',
        "{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}",
        "{% if name %}{% translate 'Save' %}{{ name }}{% endif %}",
        '{% for each in name %}{% icon "check" %}{{ each }}{% endfor %}',
        '{% with other=name %}{% icon "check" %}{{ other }}{% endwith %}',
    ],
)
def test_what_a_context_says_is_never_kept(source: str) -> None:
    template = joined(source)
    for name in ("Alice", "Bob", "Alice"):
        assert said(template, name=name) == said(Template("{% load i18n ui %}" + source), name=name)


def test_below_conditions_and_loops_constant_parts_are_joined_too() -> None:
    template = joined('{% if a %}{% icon "check" %}{% else %}{% translate "Save" %} {% endif %}')
    (condition,) = template.nodelist.get_nodes_by_type(IfNode)
    assert isinstance(condition, IfNode)
    kinds = [type(node) for _each, below in condition.conditions_nodelists for node in below]
    assert kinds == [Constant, Constant]


def test_a_template_cannot_change_its_language() -> None:
    with pytest.raises(TemplateSyntaxError, match="one language"):
        joined('{% language "de" %}{% translate "Save" %}{% endlanguage %}')
