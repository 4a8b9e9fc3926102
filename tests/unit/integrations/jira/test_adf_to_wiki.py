"""Wiki markup for Data Center: every construct, and text that stays text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.jira.data_center.adf_to_wiki import wiki_of
from issues.richtext import to_adf
from tests.unit.issues.richtext.adf_shorthand import examples


def to_wiki(markdown: str) -> str:
    """What Data Center gets for a text that somebody typed."""
    return wiki_of(to_adf(markdown))


@pytest.mark.parametrize(
    ("markdown", "wiki"),
    [
        ("a **b** *c* ~~d~~ `e` <u>f</u>", "a *b* _c_ -d- {{e}} +f+"),
        ("***a***", "_*a*_"),
        ("a**b**c H<sub>2</sub>O", "a{*}b{*}c H{~}2{~}O"),
        ("**a** **b**.", "*a* {*}b{*}."),
        ("**a\nb**", "*a*\n*b*"),
        ("`a*b{c}`", "{{a\\*b\\{c\\}}}"),
        ("# a\n\nb", "h1. a\n\nb"),
        ("[a|b](http://e.x/x|y])", "[a&#124;b|http://e.x/x%7Cy%5D]"),
        ("[a*b](http://e.x/%5D_{c})", "[a&#42;b|http://e.x/%5D_%7Bc%7D]"),
        ("https://e.x/a_b", "[https://e.x/a_b]"),
        ("![shot](http://e.x/i.png)", "[shot|http://e.x/i.png]"),
        ("- a\n  b\n  - c\n    1. d\n- e", "* a\nb\n** c\n**# d\n* e"),
        ("1. a\n\n   b", "# a\nb"),
        ("- a\n  ```\n  b\n\n  c\n  ```", "* a\n{noformat}\nb\n\nc\n{noformat}"),
        ("- [x] a\n- [ ] b\n  - [ ] c", "* ☑ a\n* ☐ b\n** ☐ c"),
        ("```java\nint x[];\n```", "{code:java}\nint x[];\n{code}"),
        ("```C#\nint x;\n```", "{code:c#}\nint x;\n{code}"),
        ("```rs\nfn a() {}\n```", "{noformat}\nfn a() {}\n{noformat}"),
        ("```\na {code} b\n```", "{noformat}\na {code} b\n{noformat}"),
        (
            "```\n{code} {noformat}\n```",
            "{noformat}\n{code} {\N{ZERO WIDTH SPACE}noformat}\n{noformat}",
        ),
        ("> a\n>\n> b", "{quote}\na\n\nb\n{quote}"),
        ("> [!WARNING]\n> a", "{panel:title=⚠}\na\n{panel}"),
        ("|a|b|\n|-|-|\n|c\\|d||\n", "||a||b||\n|c&#124;d| |"),
        ("---", "----"),
        ("my_snake_case-name +1 a+b", "my_snake_case-name \\+1 a+b"),
        ("\\# a\n\\* b\n\\- c", "&#35; a\n\\* b\n\\- c"),
        ("h1. a\nbq. b", "&#104;1. a\n&#98;q. b"),
        ("C:\\temp \\\\\\\\srv", "C:&#92;temp &#92;&#92;srv"),
        ("&amp;lt; a & b", "&#38;lt; a & b"),
        ("Ask [@Ada *L.*](accountid:5b:1-x)!", "Ask [~5b:1-x]\\!"),
        (":) ;-) (x) (!) (on) (a)", "\\:) \\;\\-) \\(x) \\(\\!) \\(on) (a)"),
        ("", ""),
    ],
)
def test_constructs(markdown: str, wiki: str) -> None:
    assert to_wiki(markdown) == wiki


def _shown(wiki: str) -> str:
    """The text that Jira's renderer shows of wiki markup in which nothing but escapes stands."""
    bare = re.sub(r"\\(.)|&#?\w+;", "§", wiki)
    assert not re.search(r"[\\{}\[\]|*^~!]|\?\?|(?<!\w)[-+_]\w|\w[-+_](?!\w)", bare)
    assert not re.match(r"#|h[1-6]\.|bq\.", wiki)
    return re.sub(r"\\(.)|&#(\d+);", lambda match: match[1] or chr(int(match[2])), wiki)


@examples
@given(
    st.text("ab1 " + "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", min_size=1).map(
        lambda text: " ".join(text.split())
    )
)
def test_text_that_looks_like_markup_is_shown_as_text(words: str) -> None:
    markdown = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", words)
    assert _shown(to_wiki(markdown)) == words
