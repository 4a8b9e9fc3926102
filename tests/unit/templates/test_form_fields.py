"""Fields and forms: label, hint, error, control, in this order."""

import re
from typing import Any

import pytest
from django import forms
from django.template import Context, Template


class Everything(forms.Form):
    """One field of each kind."""

    line = forms.CharField(
        label="Summary", help_text="One <line>", widget=forms.TextInput({"class": "w-s"})
    )
    text = forms.CharField(label="Story", required=False, widget=forms.Textarea)
    pick = forms.ChoiceField(label="How bad?", choices=[("1", "Bad"), ("2", "Worse")])
    often = forms.ChoiceField(
        label="How often?", choices=[("1", "Once"), ("2", "Always")], widget=forms.RadioSelect
    )
    seen = forms.MultipleChoiceField(
        label="Where?", choices=[("1", "Here")], required=False, widget=forms.CheckboxSelectMultiple
    )
    sure = forms.BooleanField(label="I am sure", required=False, help_text="Quite")
    since = forms.DateField(label="Since", widget=forms.DateInput({"type": "date"}))
    proof = forms.FileField(label="Proof", required=False)
    span = forms.SplitDateTimeField(label="Moment", required=False)
    token = forms.CharField(widget=forms.HiddenInput)


def field(name: str, data: dict[str, Any] | None = None, **more: Any) -> str:
    """One field of the form, its white space made one."""
    source = Template('{% include "parts/field.html" %}')
    return " ".join(source.render(Context({"field": Everything(data)[name], **more})).split())


def test_label_hint_error_and_control_stand_in_this_order_and_know_each_other() -> None:
    """Whoever listens hears hint and error with the control."""
    html = field("line", {})
    places = [html.index(part) for part in ("<label", 'class="hint"', 'class="error"', "<input")]
    assert places == sorted(places)
    assert 'class="field wrong"' in html
    assert '<label for="id_line">' in html
    assert 'aria-describedby="id_line_helptext id_line_error"' in html
    assert 'id="id_line_helptext"' in html
    assert 'id="id_line_error"' in html
    assert 'aria-invalid="true"' in html


def test_hints_errors_and_values_can_not_hold_markup() -> None:
    """Jira's words and the user's are text."""
    assert "One &lt;line&gt;" in field("line")
    html = field("pick", {"pick": "<script>"})
    assert "<script>" not in html


def test_what_is_optional_says_so_and_what_is_required_does_not() -> None:
    """Required is the rule."""
    assert "(optional)" in field("text")
    assert "(optional)" not in field("text", optional=False)
    assert "(optional)" not in field("line")
    assert "(optional)" not in field("sure")


def test_a_control_keeps_its_own_classes_beside_the_looks() -> None:
    """Widths hint at the answer."""
    assert 'class="input w-s"' in field("line")
    assert 'class="input"' in field("pick")
    assert 'class="input w-m"' in field("since")


def test_choices_are_a_group_with_a_legend() -> None:
    """Radio buttons and boxes alike; each label holds its control."""
    for name, kind in (("often", "radio"), ("seen", "checkbox")):
        html = field(name)
        assert html.startswith("<fieldset")
        assert "<legend>" in html
        assert re.search(rf'<label class="choice"> ?<input type="{kind}"', html)


def test_an_error_of_choices_is_told_with_the_group() -> None:
    """The radio buttons themselves carry no description."""
    html = field("often", {})
    assert '<fieldset class="field wrong" aria-describedby="id_often_error"' in html


def test_one_box_has_its_words_behind_it() -> None:
    """And its hint with them."""
    html = field("sure")
    assert html.index('type="checkbox"') < html.index("I am sure") < html.index("Quite")


@pytest.mark.parametrize(
    ("name", "around"), [("text", 'class="editor"'), ("proof", 'class="drop"')]
)
def test_long_text_and_files_have_their_own_frames(name: str, around: str) -> None:
    """The editor, and the place to drop files."""
    html = field(name)
    assert around in html
    assert 'class="input"' not in html


def test_markdown_is_named_where_it_works() -> None:
    """The form field says so."""
    form = Everything()
    source = Template('{% include "parts/field.html" %}')
    assert "Markdown" not in source.render(Context({"field": form["text"]}))
    form.fields["text"].markdown = True  # type: ignore[attr-defined]
    assert "Markdown" in source.render(Context({"field": form["text"]}))


def test_several_controls_of_one_field_are_a_group() -> None:
    """Both get the look's class."""
    html = field("span")
    assert html.startswith("<fieldset")
    assert html.count('class="input"') == 2


def test_the_summary_of_errors_counts_and_leads_to_each_field() -> None:
    """To the first of a list of choices, too; hidden fields are told without a link."""
    html = str(Everything({}))
    targets = re.findall(r'<li><a href="#([^"]+)">', html)
    assert targets == ["id_line", "id_pick", "id_often_0", "id_since"]
    assert all(f'id="{each}"' in html for each in targets)
    assert "5 things to correct" in html
    assert "Token" not in html
    assert 'tabindex="-1"' in html
    assert "autofocus" in html


def test_an_unbound_form_has_nothing_to_correct() -> None:
    """Neither a summary, nor a word in the title."""
    html = str(Everything())
    title = Template("{% load ui %}{% errors_first form %}")
    assert "to correct" not in html
    assert html.count('name="token"') == 1
    assert title.render(Context({"form": Everything()})) == ""
    assert title.render(Context({})) == ""
    assert title.render(Context({"form": Everything({})})) == "Error: "
