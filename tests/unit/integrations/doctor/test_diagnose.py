"""The table of diagnoses: each failure that sources describe, and what the doctor says. `pytest -s` prints it."""

from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from integrations.doctor import catalogue
from integrations.doctor.diagnose import diagnose, of_api_token
from integrations.doctor.diagnosis import Asked, Credential, Diagnosis, Seen, Server, Who
from tests.unit.integrations.doctor import cloud_rows, site_rows
from tests.unit.integrations.doctor.rows import ACCOUNT, AS_ALICE, FAILED, Row

ROWS = cloud_rows.ROWS + site_rows.ROWS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.case)
def test_each_row_has_its_diagnosis(row: Row) -> None:
    found = diagnose(row.seen)
    assert found is not None, "the doctor saw nothing wrong"
    assert found.name == row.diagnosis


def test_the_table_is_printed() -> None:
    for row in ROWS:
        found = diagnose(row.seen)
        assert found is not None
        print(f"{row.case} | {found.name} | {found.who.value} | {found.why} → {found.todo}")


# Met by steps that look at more than one answer, or at none.
BY_STEPS = {
    "service_token_refused",
    "never_came_back",
    "scoped_token_at_site",
    "foreign_token",
    "not_authenticated",
    "files_off",
    "no_webhook",
    "no_webhook_scope",
    "unexplained",
}


@pytest.mark.parametrize("room", ["authorization_server", "credentials", "gateway", "jira"])
def test_each_diagnosis_of_an_answer_has_a_row(room: str) -> None:
    """What no answer leads to would be a promise that nobody keeps."""
    found = vars(getattr(catalogue, room)).values()
    names = {each.name for each in found if isinstance(each, Diagnosis)}
    assert names - {row.diagnosis for row in ROWS} - BY_STEPS == set()


def test_rows_that_share_a_diagnosis_have_the_same_cause() -> None:
    """Twice the same words are right only where the sources tell one thing in several ways."""
    shared = {
        name: count for name, count in Counter(row.diagnosis for row in ROWS).items() if count > 1
    }
    assert shared == {
        "grant_ended": 2,  # two spellings
        "expired": 3,  # three statuses
        "not_installed": 2,  # gateway and Jira
        "another_account": 2,  # Cloud and Data Center
        "password_at_cloud": 2,  # two wordings
        "captcha": 2,  # Cloud and Data Center
        "login_page": 2,  # 200 and 403
        "no_create": 2,  # refused and empty
    }


def test_no_two_diagnoses_say_the_same() -> None:
    texts = defaultdict(list)
    for name, each in catalogue.ALL.items():
        texts[str(each.why)].append(name)
    assert [names for names in texts.values() if len(names) > 1] == []


@pytest.mark.parametrize("each", catalogue.ALL.values(), ids=lambda each: each.name)
def test_each_diagnosis_says_why_what_to_do_and_who(each: Diagnosis) -> None:
    assert str(each.why).endswith(".")
    assert str(each.todo).endswith((".", ").", "."))
    assert each.who in Who
    assert "please" not in f"{each.why} {each.todo}".lower()


def test_an_answer_of_the_right_account_is_healthy() -> None:
    seen = Seen(
        Asked.SELF, Server.GATEWAY, Credential.USER, 200, AS_ALICE, b'{"accountId": "x"}', ACCOUNT
    )
    assert diagnose(seen) is None
    assert diagnose(replace(seen, asked=Asked.LIST, body=b'{"values": [{"id": 1}]}')) is None


def test_a_pair_of_tokens_is_healthy() -> None:
    seen = Seen(
        Asked.TOKEN, Server.AUTHORIZATION, Credential.USER, 200, {}, b'{"access_token": "x"}'
    )
    assert diagnose(seen) is None


def test_names_of_users_are_compared_as_data_center_compares_them() -> None:
    seen = Seen(
        Asked.SELF,
        Server.SITE,
        Credential.DATA_CENTER,
        200,
        {"x-ausername": "Alice"},
        b"{}",
        "alice",
        at_cloud=False,
    )
    assert diagnose(seen) is None


def at(server: Server, status: int, body: bytes = b"{}") -> Seen:
    """What "myself" says to a pair of e-mail address and API token."""
    headers = FAILED if server is Server.SITE and status == 401 else {}
    return Seen(Asked.SELF, server, Credential.API_TOKEN, status, headers, body)


MISMATCH = b'{"code": 401, "message": "Unauthorized; scope does not match"}'


@pytest.mark.parametrize(
    ("site", "gateway", "name"),
    [
        (at(Server.SITE, 200), at(Server.GATEWAY, 401), None),
        (at(Server.SITE, 401), at(Server.GATEWAY, 200), "scoped_token_at_site"),
        (at(Server.SITE, 401), at(Server.GATEWAY, 401, MISMATCH), "token_scope_missing"),
        (at(Server.SITE, 401), at(Server.GATEWAY, 401), "pair_refused"),
        (at(Server.SITE, 503), at(Server.GATEWAY, 401), "maintenance"),
    ],
)
def test_two_addresses_tell_what_an_api_token_is(
    site: Seen, gateway: Seen, name: str | None
) -> None:
    found = of_api_token(site, gateway)
    assert (found.name if found is not None else None) == name


def test_a_page_in_any_case_of_a_header_name_is_read() -> None:
    seen = Seen(
        Asked.LIST,
        Server.SITE,
        Credential.API_TOKEN,
        200,
        {"x-seraph-loginreason": "AUTHENTICATED_FAILED"},
        b'{"values": []}',
    )
    found = diagnose(seen)
    assert found is catalogue.credentials.DEAD_AND_EMPTY


def test_an_error_of_jira_that_quotes_the_gateway_is_jiras() -> None:
    """A summary may say "scope does not match": only the gateway's own answer means that."""
    body = b'{"errorMessages": ["scope does not match"], "errors": {}}'
    seen = Seen(Asked.CHANGE, Server.GATEWAY, Credential.USER, 403, AS_ALICE, body, ACCOUNT)
    found = diagnose(seen)
    assert found is catalogue.jira.PERMISSION
