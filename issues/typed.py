"""What somebody typed and chose, in words: to read, and to copy from where it did not reach Jira. Pure.

`named` is what was called how when the form was filled in: fields by their name, choices by "name=value"
(`IssueForm.chosen`). What is not known there is shown as it was posted.
"""

from collections.abc import Collection, Iterator, Mapping

from issues.drift import GONE

# A field that searches posts more than its value.
_SEARCH, _SEARCHED, _RELATION = "-search", "-searched", "-relation"


def in_words(
    values: Mapping[str, list[str]],
    named: Mapping[str, str],
    *,
    but: Collection[str] = (),
    guess: bool = False,
) -> Iterator[tuple[str, str]]:
    """(what its field is called, text) of each text, *but* of those posted names. The first is empty where not known.

    *guess*: of a draft nobody kept what a choice is called, but what a search found brings it along behind a bar.
    """
    for posted, texts in values.items():
        name, beside = _field(posted)
        if posted in but:
            continue
        if beside == _SEARCHED or (beside and any(values.get(name, ())) == (beside == _SEARCH)):
            continue  # a search that found what was chosen; how issues are linked, where none is
        # A field of several boxes posts under its id and a number.
        called = named.get(name) or named.get(name.rpartition("_")[0], "")
        for text in filter(None, texts):
            found = text.partition("|")[2] if guess and f"{posted}{_SEARCH}" in values else ""
            yield called, named.get(f"{posted}={text}") or found or text


def _field(posted: str) -> tuple[str, str]:
    """The field's name, and what stood behind it."""
    name = posted.removeprefix(GONE)
    beside = next((end for end in (_SEARCH, _SEARCHED, _RELATION) if name.endswith(end)), "")
    return name.removesuffix(beside), beside
