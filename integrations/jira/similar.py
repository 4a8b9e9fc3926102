"""Issues that may already tell what somebody is about to report: a help, never an obstacle."""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Self

from integrations import limits
from integrations.errors import IntegrationError
from integrations.jira import client, readers, search
from integrations.jira.issues import Issue

logger = logging.getLogger(__name__)

MOST = 5
# A page costs Jira's quota one point for each issue: it is kept small.
PAGE_SIZE = 10
SECONDS = 4.0
MOST_WORDS, SHORTEST_WORD = 6, 3
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class SimilarIssue:
    """An issue that shares words with a summary. `done`: its status says that nothing is left to do."""

    key: str
    summary: str
    status: str
    done: bool

    @classmethod
    def from_issue(cls, issue: Issue) -> Self:
        """Read what `_FIELDS` asked for; the status's name is in the user's language, its category's key is not."""
        status = readers.optional_object(issue.fields, "status")
        category: Mapping[str, Any] = readers.optional_object(status, "statusCategory")
        return cls(
            key=issue.key,
            summary=readers.optional_text(issue.fields, "summary"),
            status=readers.optional_text(status, "name"),
            done=category.get("key") == "done",
        )


_FIELDS = ("summary", "status")


def similar_issues(
    account_id: str, cloud_id: str, project_key: str, summary: str
) -> tuple[SimilarIssue, ...] | None:
    """At most five issues of the project whose summary shares words with *summary*, open ones first.

    One or two searches as the user, over within a few seconds: a form never waits for this. None, where nothing
    was found before something went wrong, or had to wait because Jira asked for a pause: that proves nothing.
    """
    words = words_of(summary)
    if not words:
        return ()
    ends_at = monotonic() + SECONDS
    found: list[SimilarIssue] = []
    try:
        for done in (False, True):
            asked = search.issues_by_get(jql(project_key, words, done=done), _FIELDS, limit=PAGE_SIZE)
            with limits.at_work(limits.Work.READING):  # yields wherever a filing has to wait
                page = client.call(account_id, cloud_id, asked, deadline=ends_at - monotonic())
            found += ranked([SimilarIssue.from_issue(each) for each in page.issues], words)
            if len(found) >= MOST:
                break
    except IntegrationError as error:
        logger.info("similar issues were not read: %s", type(error).__name__)
        return tuple(found[:MOST]) or None
    return tuple(found[:MOST])


def words_of(summary: str) -> tuple[str, ...]:
    """The words worth looking for, the longest first: letters and digits alone, which no query language interprets.

    In lower case, so that none is an operator of Lucene (AND, OR, NOT).
    """
    words = dict.fromkeys(word for word in _WORD.findall(summary.lower()) if len(word) >= SHORTEST_WORD)
    return tuple(sorted(words, key=len, reverse=True)[:MOST_WORDS])


def jql(project_key: str, words: Sequence[str], *, done: bool) -> str:
    """Issues of the project with any of *words* in their summary; with one clause a word, since `~` wants them all."""
    any_word = " OR ".join(search.clause("summary", "~", word) for word in words)
    category = search.clause("statusCategory", "=" if done else "!=", "done")
    return f"{search.clause('project', '=', project_key)} AND {category} AND ({any_word})"


def ranked(issues: Sequence[SimilarIssue], words: Sequence[str]) -> list[SimilarIssue]:
    """Those with at least two of *words* (one, where there are no more), the most alike first.

    By the beginnings of words: Jira finds "crashes" for "crash" too.
    """
    least = min(2, len(words))
    stems = [word[: max(4, len(word) - 3)] for word in words]
    alike = [(sum(_has(each.summary, stem) for stem in stems), each) for each in issues]
    enough = [(count, each) for count, each in alike if count >= least]
    return [each for _count, each in sorted(enough, key=lambda pair: -pair[0])]


def _has(summary: str, stem: str) -> bool:
    return any(word.startswith(stem) for word in _WORD.findall(summary.lower()))
