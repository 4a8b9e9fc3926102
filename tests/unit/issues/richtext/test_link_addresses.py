"""Where a bare address begins and ends: as GitHub has it (specification 6.9, judged by its own reader)."""

import pytest
from hypothesis import given

from issues.richtext import to_html
from tests.unit.issues.richtext import strategies
from tests.unit.issues.richtext.adf_shorthand import examples
from tests.unit.issues.richtext.github_reference import Run, difference, github_runs, our_runs


def _whole(address: str) -> list[Run]:
    return [(address, address)]


@pytest.mark.parametrize(
    ("markdown", "runs"),
    [
        (
            "https://shop.example/o?filter[status]=open",
            _whole("https://shop.example/o?filter[status]=open"),
        ),
        ("https://e.x/a|b", _whole("https://e.x/a|b")),
        ("https://e.x/`a`", _whole("https://e.x/`a`")),
        ('https://e.x/"a"b', _whole('https://e.x/"a"b')),
        ("https://e.x/a\\b", _whole("https://e.x/a\\b")),
        ("https://e.x/{id}?a=1&b=2#f", _whole("https://e.x/{id}?a=1&b=2#f")),
        ("https://e.x/(a)_(b)", _whole("https://e.x/(a)_(b)")),
        ("(https://e.x/a(b))", [("(", ""), *_whole("https://e.x/a(b)"), (")", "")]),
        ('"https://e.x/a".', [('"', ""), *_whole("https://e.x/a"), ('".', "")]),
        ("https://e.x/?a&copy;", [*_whole("https://e.x/?a"), ("©", "")]),
        ("https://e.x/?a&copy;b;", [*_whole("https://e.x/?a&copy;b"), (";", "")]),
        ("https://e.x/a<b", [*_whole("https://e.x/a"), ("<b", "")]),
        ("HTTP://E.X/ü", _whole("HTTP://E.X/ü")),
        ("https://straße.example/ä", _whole("https://straße.example/ä")),
        ("https://localhost:8000/a", _whole("https://localhost:8000/a")),
        ("https://mailto:localhost:8000", _whole("https://mailto:localhost:8000")),
        ("http://user:pw@10.0.0.1:80/", _whole("http://user:pw@10.0.0.1:80/")),
        ("ftp://e.x/a.tar.gz", _whole("ftp://e.x/a.tar.gz")),
        ("1https://e.x", [("1", ""), *_whole("https://e.x")]),
        ("\\https://e.x", [("\\", ""), *_whole("https://e.x")]),
        ("xhttps://e.x", [("xhttps://e.x", "")]),
        ("http://a_b.e.x http://a.b_c http://-a http://.", [
            *_whole("http://a_b.e.x"),
            ("http://a.b_chttp://-ahttp://.", ""),
        ]),
        ("*https://e.x/a*", _whole("https://e.x/a")),
        ("https://e.x/*a*", [*_whole("https://e.x/*a"), ("*", "")]),
        ("www.e.x/a[b] -www.e.x WWW.e.x", [("www.e.x/a[b]", "http://www.e.x/a[b]"), ("-www.e.xWWW.e.x", "")]),
        ("(www.e.x)", [("(", ""), ("www.e.x", "http://www.e.x"), (")", "")]),
        ("a.b+c_d@e-f.example.", [("a.b+c_d@e-f.example", "mailto:a.b+c_d@e-f.example"), (".", "")]),
        ("mailto:a@e.x xmpp:a@e.x/b", [*_whole("mailto:a@e.x"), *_whole("xmpp:a@e.x/b")]),
        ("a@e a@e.1 a@e.x_ @e.x", [("a@ea@e.1a@e.x_@e.x", "")]),
        ("git@e.x:org/repo", [("git@e.x", "mailto:git@e.x"), (":org/repo", "")]),
        ("main.py README.md e.x", [("main.pyREADME.mde.x", "")]),
        ("`https://e.x` <https://e.x>", [("https://e.x", ""), *_whole("https://e.x")]),
    ],
    ids=repr,
)  # fmt: skip
def test_a_bare_address_ends_where_github_ends_it(markdown: str, runs: list[Run]) -> None:
    assert our_runs(markdown) == runs
    assert github_runs(markdown) == runs


@pytest.mark.parametrize(
    ("markdown", "runs", "reason"),
    [
        ("[https://e.x/a[b]]", [("[", ""), *_whole("https://e.x/a[b]"), ("]", "")], "brackets"),
        (
            "[see www.e.x, too]",
            [("[see", ""), ("www.e.x", "http://www.e.x"), (",too]", "")],
            "brackets",
        ),
        ("[https://e.x]text", [("[", ""), *_whole("https://e.x"), ("]text", "")], "brackets"),
        ("https://e.x/a]", [*_whole("https://e.x/a"), ("]", "")], "brackets"),
        ("https://e.x/a\N{IDEOGRAPHIC SPACE}b", [*_whole("https://e.x/a"), ("b", "")], "spaces"),
        ("https://e.x/a\N{NO-BREAK SPACE}b", [*_whole("https://e.x/a"), ("b", "")], "spaces"),
        ("www.? see", [("www.?see", "")], "www"),
        ("a@b.c@d", [("a@b.c@d", "")], "mails"),
    ],
    ids=repr,
)
def test_where_we_differ_from_github_there_is_a_reason(
    markdown: str, runs: list[Run], reason: str
) -> None:
    assert our_runs(markdown) == runs
    assert difference(markdown) == reason


@examples
@given(strategies.addresses | strategies.gfm)
def test_words_and_targets_are_those_of_github(markdown: str) -> None:
    assert difference(markdown) != "?"


@pytest.mark.parametrize(
    "scheme",
    [
        "file://",
        "smb://h/",
        "ssh:",
        "git:",
        "skype:",
        "data:",
        "javascript:",
        "vbscript:",
        "gopher://h/",
    ],
)
def test_schemes_that_open_programs_stay_text(scheme: str) -> None:
    mark = {"type": "link", "attrs": {"href": f"{scheme}x"}}
    text = {"type": "text", "text": "here", "marks": [mark]}
    assert "<a" not in to_html({"type": "paragraph", "content": [text]})


@pytest.mark.parametrize(
    "href", ["https://e.x/", "http://e.x", "mailto:a@e.x", "ftp://e.x/a", "tel:1", "xmpp:a@e.x"]
)
def test_schemes_of_atlassians_editor_that_open_nothing_else_are_links(href: str) -> None:
    mark = {"type": "link", "attrs": {"href": href}}
    text = {"type": "text", "text": "here", "marks": [mark]}
    assert f'href="{href}"' in to_html({"type": "paragraph", "content": [text]})
