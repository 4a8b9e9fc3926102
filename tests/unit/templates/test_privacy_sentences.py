"""Each sentence about privacy names the test that shows it: who writes another one is asked which."""

import ast
import re

import pytest
from django.template import Context, Template

from tests.support.paths import TESTS

# The page before consent, sentence by sentence.
CONSENT = {
    "files the bugs that you send, with their files, links and comments, as you": (
        "integration/issues/filing/test_file_a_bug.py::"
        "test_a_bug_lands_in_jira_once_under_its_writers_name"
    ),
    "reads the projects and fields that you can see, to draw the form": (
        "integration/integrations/jira/test_read_issues.py::"
        "test_what_is_cached_for_one_account_is_not_shown_to_another"
    ),
    "looks for reports that say the same, while you write, and watches one for you when you press the button": ""
    "integration/issues/similar_issues/test_watch_and_refused_comments.py::test_an_issue_is_watched_in_place_and_without_javascript",
    "looks whether a report of yours arrived, before it is sent again": (
        "integration/issues/filing/test_faults.py::"
        "test_what_was_committed_is_found_and_not_sent_again"
    ),
    "follows what becomes of your reports, and reads what changes in their projects: for you, and for colleagues to "
    "whom Jira shows it, too": (
        "integration/issues/reading/test_privacy.py::"
        "test_without_a_proof_of_their_own_nobody_sees_the_shared_row"
    ),
    "finds colleagues by name when you pick one in a form": (
        "integration/issues/filing/test_picker_suggestions.py::"
        "test_people_are_found_by_a_part_of_their_name"
    ),
    "see your password, or sign in as you anywhere": (
        "integration/integrations/linking/test_oauth_flow.py::"
        "test_authorization_url_has_all_documented_parameters"
    ),
    "see more in Jira than you can see yourself": (
        "integration/issues/filing/test_choose_form.py::test_a_site_of_somebody_else_is_not_opened"
    ),
    "file, change or comment on anything that you did not send": (
        "integration/issues/filing/test_picker_suggestions.py::test_nothing_is_written_by_asking"
    ),
    "show your drafts to anybody, or your reports to other people who report": ""
    "integration/issues/filing/test_admin_privacy.py::test_a_look_is_written_down_before_the_text_is_shown_and_its_writer_sees_it",
    "A draft: only you. The people who run Lodge see that there is one, for which project, since when and how large "
    "it is, and nothing of what it says.": (
        "integration/issues/filing/test_admin_privacy.py::"
        "test_a_draft_is_told_of_by_its_size_and_opened_by_nobody"
    ),
    "A report or comment that you sent: you, and those of the people who run Lodge who may look at it to help you. "
    "Who looked, and when, is recorded, and is shown on its page here.": (
        "integration/issues/filing/test_admin_privacy.py::"
        "test_a_look_at_a_comment_is_written_down_too"
    ),
    "What is in Jira: whoever may see it there. Lodge keeps the status and the beginning of the last comment of your "
    "reports, and shows them to you while Jira does.": (
        "integration/issues/reading/test_privacy.py::"
        "test_a_security_level_hides_the_row_from_who_is_not_in_it"
    ),
    "Whoever looks after Lodge’s computer itself could read its database: Lodge cannot prevent that, and does not "
    "notice it.": "",  # so it is
    "A draft is kept for 180 days after you last changed it, the text of what you sent for 90 days. The list of your "
    "reports stays until your account is erased.": (
        "integration/issues/retention/test_report_retention.py::"
        "test_what_a_report_said_goes_and_the_report_stays"
    ),
}


def shown() -> set[str]:
    """Every sentence of the page's lists, as it is read."""
    page = Template("{% include 'integrations/what_linking_allows.html' %}").render(Context({}))
    items = re.findall(r"<li>(.*?)</li>", page, re.DOTALL)
    return {
        " ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", each, flags=re.DOTALL).split())
        for each in items
    }


def test_every_sentence_of_the_page_before_consent_has_its_test() -> None:
    assert shown() == set(CONSENT)


@pytest.mark.parametrize("named", sorted(filter(None, set(CONSENT.values()))))
def test_the_tests_are_there(named: str) -> None:
    file, _colons, name = named.partition("::")
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
