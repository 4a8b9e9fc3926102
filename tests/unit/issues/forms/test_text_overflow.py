"""A text too long for Jira: refused, and on request cut in two, nothing of it lost."""

from issues.richtext import LIMIT, size
from tests.unit.issues.forms.sample_fields import build, custom, flat, system

DESCRIPTION = system("description")
LONG = "\n\n".join(f"Paragraph {number} says **something** of its own." for number in range(900))
TICK = {"description-overflow": "attach"}


def test_a_long_text_is_refused_with_a_way_out() -> None:
    form = build(DESCRIPTION, data={"description": LONG})

    assert "too many. Put a part of it into a file" in form.errors["description"][0]
    html = flat(form["description"].as_field_group())
    assert 'name="description-overflow" value="attach">' in html
    assert "Put the end of it into a file “description-rest.md”" in html
    assert form.typed() == {"description": LONG}


def test_the_end_of_it_becomes_a_file_when_that_is_wanted() -> None:
    form = build(DESCRIPTION, data={"description": LONG, **TICK})

    assert form.is_valid(), form.errors
    document = form.jira_fields()["description"]
    [(name, rest)] = form.surplus()
    assert name == "description-rest.md"
    assert size(document) <= LIMIT
    assert "description-rest.md" in str(document)
    for number in range(900):
        assert (f"Paragraph {number} says" in str(document)) or (f"Paragraph {number} says" in rest)
    assert form.typed() == {"description": LONG, **TICK}


def test_a_text_that_fits_stays_whole_and_the_wish_stays_ticked() -> None:
    form = build(DESCRIPTION, data={"description": "Short", **TICK})

    assert form.is_valid()
    assert form.surplus() == []
    assert 'value="attach" checked' in flat(form["description"].as_field_group())


def test_the_wish_is_kept_with_a_draft() -> None:
    typed = build(DESCRIPTION, data={"description": LONG, **TICK}).typed()

    assert "checked" in flat(build(DESCRIPTION, initial=typed)["description"].as_field_group())
    assert "overflow" not in flat(
        build(DESCRIPTION, initial={"description": "Short"})["description"].as_field_group()
    )


def test_the_file_of_a_custom_field_is_called_after_it() -> None:
    form = build(custom("textarea", "string"), data={"x": LONG, "x-overflow": "attach"})

    assert form.is_valid()
    assert [name for name, _rest in form.surplus()] == ["x-rest.md"]
