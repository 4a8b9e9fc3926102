"""Credentials as people type them: each mistake gets its own explanation, and what may be right is tried."""

import base64
import json

import pytest

from integrations.doctor.diagnosis import Credential
from integrations.doctor.typed_credential import of_secret

API_TOKEN = "ATATT3xFfGF0abcdefghijklmnopqrstuvwxyz0123456789_-=3A2B1C0D"
PAT = base64.b64encode(b"123456789012:" + bytes(range(180, 200))).decode()
PAIR = "alice@example.com:secret-token"


def jwt(issuer: str) -> str:
    """An unsigned token of that issuer."""
    parts = [{"alg": "RS256"}, {"iss": issuer, "sub": "alice"}]
    encoded = [base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=") for each in parts]
    return ".".join([*(each.decode() for each in encoded), "c2ln"])


@pytest.mark.parametrize(
    ("kind", "typed", "name"),
    [
        ("api_token", "", "nothing_entered"),
        ("api_token", " \n", "nothing_entered"),
        ("api_token", "ATATT3x abc", "spaces"),
        ("api_token", "ATATT3xFfGF0\nabc", "spaces"),
        ("api_token", "ATATT3x\u00a0abc", "spaces"),
        ("api_token", "“ATATT3xFfGF0”", "strange_characters"),
        ("api_token", "••••••••", "strange_characters"),
        ("api_token", f"Bearer {API_TOKEN}", "with_scheme"),
        ("api_token", "basic YWxpY2U6eA==", "with_scheme"),
        ("api_token", PAIR, "pair"),
        ("api_token", base64.b64encode(PAIR.encode()).decode(), "encoded_pair"),
        ("api_token", "alice@example.com", "mail_for_secret"),
        ("service_account", "11111111-2222-3333-4444-555555555555", "id_for_secret"),
        ("service_account", "712020:11111111-2222-3333-4444-555555555555", "id_for_secret"),
        ("api_token", PAT, "pat_for_cloud"),
        ("scoped_api_token", PAT, "pat_for_cloud"),
        ("data_center", API_TOKEN, "api_token_for_data_center"),
        ("api_token", jwt("https://acme.okta.com/oauth2/default"), "foreign_token"),
        ("data_center", jwt("https://login.microsoftonline.com/x/v2.0"), "foreign_token"),
    ],
)
def test_a_wrong_secret_is_recognised(kind: str, typed: str, name: str) -> None:
    found = of_secret(Credential(kind), typed)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("api_token", API_TOKEN),
        ("api_token", f"  {API_TOKEN}\n"),
        ("api_token", "aShortOldToken24Characte"),
        ("data_center", PAT),
        ("service_account", "ATOAabcdefghijklmnopqrstuvwxyz0123456789"),
        ("service_account", jwt("https://auth.atlassian.com")),
        ("api_token", "eyJ.not-json.x"),
    ],
)
def test_what_may_be_right_is_tried(kind: str, typed: str) -> None:
    assert of_secret(Credential(kind), typed) is None


def test_no_explanation_quotes_what_was_typed() -> None:
    for typed in (PAIR, jwt("https://acme.okta.com"), "ATATT3x secret words"):
        found = of_secret(Credential.API_TOKEN, typed)
        assert found is not None
        assert typed not in f"{found.why}{found.todo}"
