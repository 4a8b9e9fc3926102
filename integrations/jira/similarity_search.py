"""Issues that may already report what a user is about to report. Failures never stop the form."""

import logging
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Self

from integrations import limits
from integrations.errors import IntegrationError
from integrations.jira import client, jql_building, json_readers
from integrations.jira.issues import Issue

logger = logging.getLogger(__name__)

MOST = 5
# A page costs one point of Jira's quota per issue, so it is small.
PAGE_SIZE = 10
SECONDS = 4.0
MOST_WORDS, SHORTEST_WORD = 6, 3
# Joiners stand inside of words of several scripts, and mean nothing elsewhere.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class SimilarIssue:
    """An issue that shares words with a summary. `done`: its status means that the work is done."""

    key: str
    summary: str
    status: str
    done: bool

    @classmethod
    def from_issue(cls, issue: Issue) -> Self:
        """Read what `_FIELDS` asked for. The name of a status is translated, the key of its category is not."""
        status = json_readers.optional_object(issue.fields, "status")
        category: Mapping[str, Any] = json_readers.optional_object(status, "statusCategory")
        return cls(
            key=issue.key,
            summary=json_readers.optional_text(issue.fields, "summary"),
            status=json_readers.optional_text(status, "name"),
            done=category.get("key") == "done",
        )


_FIELDS = ("summary", "status")


def similar_issues(
    account_id: str, cloud_id: str, project_key: str, summary: str
) -> tuple[SimilarIssue, ...] | None:
    """At most five issues of the project whose summary shares words with *summary*, open issues first.

    Takes one or two searches as the user, within a few seconds; a form never waits for them. None where a search
    failed, or was put off by a pause, and nothing was found before: that proves nothing.
    """
    words = words_of(summary)
    if not words:
        return ()
    ends_at = monotonic() + SECONDS
    found: list[SimilarIssue] = []
    try:
        for done in (False, True):
            asked = jql_building.issues_by_get(
                jql(project_key, words, done=done), _FIELDS, limit=PAGE_SIZE
            )
            with limits.at_work(limits.Work.READING):  # yields to filing
                page = client.call(account_id, cloud_id, asked, deadline=ends_at - monotonic())
            found += ranked([SimilarIssue.from_issue(each) for each in page.issues], words)
            if len(found) >= MOST:
                break
    except IntegrationError as error:
        logger.info("similar issues were not read: %s", type(error).__name__)
        return tuple(found[:MOST]) or None
    return tuple(found[:MOST])


def words_of(summary: str) -> tuple[str, ...]:
    """The words to search for, longest first: letters, their marks and digits, which no query language interprets.

    In lower case, so that none is a Lucene operator (AND, OR, NOT).
    """
    words = dict.fromkeys(word for word in _words(summary) if len(word) >= SHORTEST_WORD)
    return tuple(sorted(words, key=len, reverse=True)[:MOST_WORDS])


def jql(project_key: str, words: Sequence[str], *, done: bool) -> str:
    """Issues of the project with any of *words* in their summary: one clause per word, as `~` requires all words."""
    any_word = " OR ".join(jql_building.clause("summary", "~", word) for word in words)
    category = jql_building.clause("statusCategory", "=" if done else "!=", "done")
    return f"{jql_building.clause('project', '=', project_key)} AND {category} AND ({any_word})"


def ranked(issues: Sequence[SimilarIssue], words: Sequence[str]) -> list[SimilarIssue]:
    """Issues with at least two of *words* (one, if there is only one), the most similar first.

    Compares the beginnings of words, because Jira finds "crashes" for "crash" too.
    """
    least = min(2, len(words))
    stems = [word[: max(4, len(word) - 3)] for word in words]
    alike = [(sum(_has(each.summary, stem) for stem in stems), each) for each in issues]
    enough = [(count, each) for count, each in alike if count >= least]
    return [each for _count, each in sorted(enough, key=lambda pair: -pair[0])]


def _has(summary: str, stem: str) -> bool:
    return any(word.startswith(stem) for word in _words(summary))


def _words(text: str) -> list[str]:
    """Runs of letters, digits and the marks that belong to them, in lower case, in Unicode's composed form.

    As word boundaries of UAX 29 have it, a mark never ends a word. Python's `\\w` knows no marks, and would cut Tamil,
    Hindi and Thai in pieces. A capital I with a dot becomes a plain i, as Jira's index has it, not an i with a mark.
    """
    composed = unicodedata.normalize("NFC", text).replace("İ", "I").lower()
    kept = "".join(each if _is_inside_words(each) else " " for each in composed)
    return [word for word in kept.split() if any(map(str.isalnum, word))]


def _is_inside_words(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM" or character in _JOINERS
