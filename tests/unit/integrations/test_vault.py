"""The vault: what is sealed opens only where it belongs, and an unsealed secret shows itself to nobody."""

import copy
import json
import logging
import pickle
import traceback
from typing import Any

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from integrations import vault
from integrations.errors import Misconfigured
from integrations.vault import Secret

HIDDEN = "eyJ-the-token-itself"


@given(st.text(), st.sampled_from(["connection:1:access_token", "connection:20:refresh_token"]))
def test_what_was_sealed_opens_in_its_place(text: str, context: str) -> None:
    assert vault.unseal(vault.seal(text, context), context).reveal() == text


def test_the_sealed_text_shows_nothing_and_differs_each_time() -> None:
    first, second = (vault.seal(HIDDEN, "connection:1:access_token") for _ in range(2))
    assert HIDDEN not in first
    assert first != second


@pytest.mark.parametrize(
    "elsewhere", ["connection:1:refresh_token", "connection:2:access_token", ""]
)
def test_a_value_swapped_into_another_column_or_row_does_not_open(elsewhere: str) -> None:
    sealed = vault.seal(HIDDEN, "connection:1:access_token")
    with pytest.raises(Misconfigured, match="moved"):
        vault.unseal(sealed, elsewhere)


def test_an_older_key_of_the_ring_still_opens_and_the_newest_one_seals(settings: Any) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    settings.TOKEN_ENCRYPTION_KEYS = [old]
    sealed = vault.seal(HIDDEN, "x")
    settings.TOKEN_ENCRYPTION_KEYS = [new, old]
    assert vault.unseal(sealed, "x").reveal() == HIDDEN
    newest, older = vault.key_ids()
    assert sealed.startswith(f"{older}.")
    assert vault.seal(HIDDEN, "x").startswith(f"{newest}.")


def test_the_same_keys_in_another_order_open_the_same(settings: Any) -> None:
    first, second = (Fernet.generate_key().decode() for _ in range(2))
    sealed = []
    for keys in ([first, second], [second, first]):
        settings.TOKEN_ENCRYPTION_KEYS = keys
        sealed.append(vault.seal(HIDDEN, "x"))
    assert [vault.unseal(each, "x").reveal() for each in sealed] == [HIDDEN, HIDDEN]


def test_a_value_under_another_keys_name_does_not_open(settings: Any) -> None:
    settings.TOKEN_ENCRYPTION_KEYS = [Fernet.generate_key().decode() for _ in range(2)]
    newest, older = vault.key_ids()
    with pytest.raises(vault.Unreadable, match=f"key {older}"):
        vault.unseal(vault.seal(HIDDEN, "x").replace(newest, older), "x")


def test_a_token_of_8_kb_is_sealed_like_any_other() -> None:
    text = HIDDEN * 400
    assert len(text) >= 8_000
    assert vault.unseal(vault.seal(text, "x"), "x").reveal() == text


def test_a_key_that_was_taken_away_is_the_installations_fault(settings: Any) -> None:
    sealed = vault.seal(HIDDEN, "x")
    settings.TOKEN_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(Misconfigured, match="TOKEN_ENCRYPTION_KEYS"):
        vault.unseal(sealed, "x")


@pytest.mark.parametrize(
    "damage",
    [lambda text: text[:-6], lambda text: text.replace("gAAAA", "gAAAé"), lambda text: text[:12]],
)
def test_a_damaged_value_is_the_installations_fault(damage: Any) -> None:
    with pytest.raises(Misconfigured):
        vault.unseal(damage(vault.seal(HIDDEN, "x")), "x")


@pytest.mark.parametrize("keys", [[], ["short"], ["not base64 at all, but long enough to look so"]])
def test_without_a_usable_key_nothing_is_sealed(settings: Any, keys: list[str]) -> None:
    settings.TOKEN_ENCRYPTION_KEYS = keys
    with pytest.raises(Misconfigured) as failure:
        vault.seal(HIDDEN, "x")
    assert all(key not in str(failure.value) for key in keys)


@pytest.mark.parametrize(
    "show", [repr, str, ascii, "{}".format, "{!s:>20}".format, "%s".__mod__, "%r".__mod__]
)
def test_a_secret_does_not_show_itself(show: Any) -> None:
    assert HIDDEN not in show(Secret(HIDDEN))
    assert HIDDEN not in show([Secret(HIDDEN)])


@pytest.mark.parametrize("pack", [pickle.dumps, json.dumps, copy.copy, copy.deepcopy, hash, vars])
def test_a_secret_is_not_packed_up(pack: Any) -> None:
    with pytest.raises(TypeError) as failure:
        pack(Secret(HIDDEN))
    assert HIDDEN not in str(failure.value)


def test_a_secret_is_not_in_a_log_or_traceback(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(HIDDEN)
    with caplog.at_level(logging.INFO):
        logging.getLogger("any").info("token %s and %r", secret, {"token": secret})
    try:
        raise RuntimeError(f"with {secret}")
    except RuntimeError as error:
        shown = "".join(
            traceback.TracebackException.from_exception(error, capture_locals=True).format()
        )
    assert HIDDEN not in shown
    assert HIDDEN not in caplog.text


def test_equal_secrets_are_equal_and_an_empty_one_is_false() -> None:
    assert Secret(HIDDEN) == Secret(HIDDEN) != Secret("another")
    assert Secret(HIDDEN) != HIDDEN
    assert not Secret("")
