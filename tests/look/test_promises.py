"""Each sentence about privacy names the test that shows it: who writes another one is asked which."""

import ast
import re
from pathlib import Path

import pytest
from django.template import Context, Template

# The page before consent, sentence by sentence.
CONSENT = {
    "files the bugs that you send, with their files, links and comments, as you": "filing/test_filing.py::"
    "test_a_bug_lands_in_jira_once_under_its_writers_name",
    "reads the projects and fields that you can see, to draw the form": "jira/test_reading.py::"
    "test_what_is_cached_for_one_account_is_not_shown_to_another",
    "looks for reports that say the same, while you write, and watches one for you when you press the button": ""
    "similar/test_pages.py::test_an_issue_is_watched_in_place_and_without_javascript",
    "looks whether a report of yours arrived, before it is sent again": "filing/test_faults.py::"
    "test_what_was_committed_is_found_and_not_sent_again",
    "finds colleagues by name when you pick one in a form": "filing/test_suggest.py::"
    "test_people_are_found_by_a_part_of_their_name",
    "see your password, or sign in as you anywhere": "linking/test_dance.py::"
    "test_the_way_to_atlassian_asks_for_all_that_atlassian_documents",
    "see more in Jira than you can see yourself": "filing/test_start.py::"
    "test_a_site_of_somebody_else_is_not_opened",
    "file, change or comment on anything that you did not send": "filing/test_suggest.py::"
    "test_nothing_is_written_by_asking",
    "show your drafts to anybody, or your reports to other people who report": ""
    "filing/test_admin_sees_no_text.py::test_a_look_is_written_down_before_the_text_is_shown_and_its_writer_sees_it",
    "A draft: only you. The people who run Lodge see that there is one, for which project, since when and how large "
    "it is, and nothing of what it says.": "filing/test_admin_sees_no_text.py::"
    "test_a_draft_is_told_of_by_its_size_and_opened_by_nobody",
    "A report or comment that you sent: you, and those of the people who run Lodge who may look at it to help you. "
    "Who looked, and when, is written down, and stands on its page here.": "filing/test_admin_sees_no_text.py::"
    "test_a_look_at_a_comment_is_written_down_too",
    "What is in Jira: whoever may see it there.": "",  # Jira's own
    "Whoever looks after Lodge’s computer itself could read its database: Lodge cannot prevent that, and does not "
    "notice it.": "",  # so it is
    "A draft is kept for 180 days after you last changed it, the text of what you sent for 90 days. The list of your "
    "reports stays until your account is erased.": "retention/test_reports.py::"
    "test_what_a_report_said_goes_and_the_report_stays",
}
TESTS = Path(__file__).resolve().parents[1]


def shown() -> set[str]:
    """Every sentence of the page's lists, as it is read."""
    page = Template("{% include 'link/may.html' %}").render(Context({}))
    items = re.findall(r"<li>(.*?)</li>", page, re.DOTALL)
    return {" ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", each, flags=re.DOTALL).split()) for each in items}


def test_every_sentence_of_the_page_before_consent_has_its_test() -> None:
    assert shown() == set(CONSENT)


@pytest.mark.parametrize("named", sorted(filter(None, set(CONSENT.values()))))
def test_the_tests_are_there(named: str) -> None:
    file, _colons, name = named.partition("::")
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
