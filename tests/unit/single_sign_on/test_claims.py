"""Claims of every shape: a person, or an error, and never another type."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from single_sign_on.claims import ClaimError, Claims, GroupsUnreadableError, groups_in, read

JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=9), inner),
    max_leaves=8,
)
NAMES = (
    *("sub", "email", "email_verified", "preferred_username", "name", "given_name", "family_name"),
    *("groups", "_claim_names", "hasgroups", "realm_access"),
)
ANYTHING = some.dictionaries(some.sampled_from(NAMES), JSON)


@given(token=ANYTHING, userinfo=ANYTHING, claim=some.sampled_from(["groups", "realm_access.roles"]))
@settings(max_examples=300, deadline=None)
def test_whatever_comes_is_read_into_strict_types_or_refused(
    token: dict[str, Any], userinfo: dict[str, Any], claim: str
) -> None:
    try:
        said = read(token, userinfo, claim)
    except ClaimError:
        sub = token.get("sub")
        assert not isinstance(sub, str) or not sub.isascii() or not sub.isprintable() or not sub
        return
    assert said.subject == token["sub"]
    texts = (said.address, said.username, said.first_name, said.last_name)
    assert all(isinstance(each, str) and len(each) <= 254 and "\0" not in each for each in texts)
    assert said.verified in (None, True, False)
    assert said.groups is None or all(isinstance(each, str) for each in said.groups)


@given(token=ANYTHING, userinfo=ANYTHING)
@settings(max_examples=200, deadline=None)
def test_an_address_is_verified_only_by_whoever_gave_it(
    token: dict[str, Any], userinfo: dict[str, Any]
) -> None:
    token["sub"] = "x"
    said = read(token, userinfo, "groups")
    if said.address and said.verified:
        givers = [each for each in (token, userinfo) if each.get("email") == said.address]
        assert any(each.get("email_verified") in (True, "true") for each in givers)


@pytest.mark.parametrize(
    ("claims", "name", "found"),
    [
        ({"groups": ["a", "b", "a"]}, "groups", {"a", "b"}),
        ({"groups": "a"}, "groups", {"a"}),
        ({}, "groups", set()),
        ({"groups": []}, "groups", set()),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", {"a"}),
        ({"realm_access": ["a"]}, "realm_access.roles", set()),
        ({"https://corp.test/groups": ["a"]}, "https://corp.test/groups", {"a"}),
    ],
)
def test_groups_are_found_by_name_or_by_path(claims: Any, name: str, found: set[str]) -> None:
    assert groups_in(claims, name) == found


@pytest.mark.parametrize(
    "claims",
    [
        {"groups": 1},
        {"groups": [1]},
        {"groups": {}},
        {"hasgroups": True},
        {"_claim_names": {"groups": "src1"}},
        {"groups": ["a"] * 5001},
    ],
)
def test_a_claim_of_groups_that_cannot_be_read_is_no_empty_one(claims: Any) -> None:
    with pytest.raises(GroupsUnreadableError):
        groups_in(claims, "groups")


def test_names_are_taken_apart_where_only_the_whole_one_is_given() -> None:
    said = read({"sub": "1", "name": "Ann  van\tOther\n"}, {}, "groups")
    assert (said.first_name, said.last_name) == ("Ann", "van Other")


def test_the_signed_token_wins_over_userinfo() -> None:
    said = read(
        {"sub": "1", "email": "a@corp.test", "preferred_username": "a"},
        {"sub": "2", "email": "b@corp.test", "email_verified": True, "preferred_username": "b"},
        "groups",
    )
    assert said == Claims("1", "a@corp.test", None, "a")
