"""A report's values in words, to read, and to copy where they did not reach Jira. Pure.

`named` holds the labels from when the form was filled in: fields by their name, choices by "name=value"
(`IssueForm.chosen`). A value without a label is shown as posted.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from issues.forms.drift import GONE

# A field that searches posts more than its value.
_SEARCH, _SEARCHED, _RELATION, _OVERFLOW = _BESIDE = (
    "-search",
    "-searched",
    "-relation",
    "-overflow",
)
# A search result is posted as an id of Jira's, a bar, and its label. Every such id contains a digit.
_FOUND = re.compile(r"(?=[^|]*\d)[0-9A-Za-z:._-]+\|(.+)", re.DOTALL)


def in_words(
    values: Mapping[str, list[str]],
    named: Mapping[str, str],
    *,
    but: Collection[str] = (),
    guess: bool = False,
) -> Iterator[tuple[str, str]]:
    """(field label, text) of each value, except those posted under the names in *but*. The label is "" where unknown.

    *guess*: the labels of a draft's choices are not stored, but a search result contains its label, after a bar.
    """
    for posted, texts in values.items():
        beside = next((end for end in _BESIDE if posted.endswith(end)), "")
        whole = posted.removesuffix(beside)
        if posted in but or _says_nothing(values, named, whole, beside):
            continue
        name = whole.removeprefix(GONE)
        # A field with several inputs posts under its id and a number.
        called = named.get(name) or named.get(name.rpartition("_")[0], "")
        for text in filter(None, texts):
            found = _FOUND.fullmatch(text) if guess and f"{posted}{_SEARCH}" in values else None
            yield called, named.get(f"{posted}={text}") or (found[1] if found else text)


def _says_nothing(
    values: Mapping[str, list[str]], named: Mapping[str, str], name: str, beside: str
) -> bool:
    """Whether the value *beside* the field *name* is not the user's text.

    That is a relation without linked issues, or a search (typed, or set by a script) after a choice was made.
    """
    chosen = [text for text in values.get(name, ()) if text]
    if beside == _SEARCH:
        labels = {each.partition("|")[2] for each in chosen}
        known = {named.get(f"{name}={each}") for each in chosen}
        sought = {*chosen, *labels, *known, *values.get(f"{name}{_SEARCHED}", ())}
        return bool(chosen) and sought.issuperset(values[f"{name}{_SEARCH}"])
    return beside in (_SEARCHED, _OVERFLOW) or (beside == _RELATION and not chosen)
