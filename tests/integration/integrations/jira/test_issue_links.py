"""Links between issues, and watching one."""

import pytest

from integrations import jira
from tests.integration.integrations.conftest import Seat

pytestmark = pytest.mark.django_db


def blocks(seat: Seat) -> jira.LinkType:
    return next(each for each in jira.link_types(*seat.at) if each.name == "Blocks")


def test_link_types_are_asked_for_once(alices: Seat) -> None:
    assert blocks(alices) == blocks(alices)

    assert (blocks(alices).outward, blocks(alices).inward) == ("blocks", "is blocked by")
    assert len(alices.sandbox.calls(path="/issueLinkType$")) == 1


def test_a_link_reads_from_both_ends(alices: Seat) -> None:
    culprit, victim = alices.file().key, alices.file().key
    kind = blocks(alices).id

    jira.link_issues(*alices.at, kind, culprit, victim)

    (seen,) = jira.links_of(*alices.at, culprit)
    assert (seen.type_id, seen.outward, seen.other_key) == (kind, True, victim)
    (other,) = jira.links_of(*alices.at, victim)
    assert (other.id, other.outward, other.other_key) == (seen.id, False, culprit)


def test_the_same_link_again_changes_nothing(alices: Seat) -> None:
    first, second = alices.file().key, alices.file().key

    for _again in range(2):
        jira.link_issues(*alices.at, blocks(alices).id, first, second)
    jira.link_issues(*alices.at, blocks(alices).id, second, first)

    assert sorted(link.outward for link in jira.links_of(*alices.at, first)) == [False, True]


def test_a_link_to_what_is_not_seen_is_denied(alices: Seat, bobs: Seat) -> None:
    hidden, seen = alices.file("SHOP").key, bobs.file().key

    with pytest.raises(jira.Denied):
        jira.link_issues(*bobs.at, blocks(bobs).id, seen, hidden)
    with pytest.raises(jira.Denied):
        jira.link_issues(*bobs.at, blocks(bobs).id, seen, "DEMO-999")


def test_a_401_that_jira_itself_says_is_a_permission_that_lacks_and_costs_no_token(
    alices: Seat,
) -> None:
    """Jira answers 401 to those who may not link, though it knows who asks."""
    first, second = alices.file().key, alices.file().key
    said = {"errorMessages": ["Keine Berechtigung"], "errors": {}}
    headers = {"X-AAccountId": alices.account_id}
    alices.sandbox.fault("status", status=401, body=said, headers=headers, path="/issueLink$")

    with pytest.raises(jira.Denied) as caught:
        jira.link_issues(*alices.at, blocks(alices).id, first, second)

    assert caught.value.status == 401
    assert len(alices.sandbox.calls(path="/issueLink$")) == 1
    assert len(alices.sandbox.calls(path="/oauth/token$")) == 1, (
        "the token that linking took, and no other"
    )


def test_a_link_whose_answer_is_lost_is_unknown(alices: Seat) -> None:
    first, second = alices.file().key, alices.file().key
    kind = blocks(alices).id
    alices.sandbox.fault("drop_after_commit", path="/issueLink$")

    with pytest.raises(jira.OutcomeUnknown):
        jira.link_issues(*alices.at, kind, first, second)

    assert [link.other_key for link in jira.links_of(*alices.at, first)] == [second]


def test_an_account_watches_an_issue(alices: Seat, bobs: Seat) -> None:
    key = alices.file().key

    for _again in range(2):
        jira.watch(*bobs.at, key)

    watches = jira.get_issue(*alices.at, key, fields=("watches",)).fields["watches"]
    assert (watches["watchCount"], watches["isWatching"]) == (1, False)


def test_an_issue_that_is_not_seen_is_not_watched(alices: Seat, bobs: Seat) -> None:
    with pytest.raises(jira.Denied):
        jira.watch(*bobs.at, alices.file("SHOP").key)
