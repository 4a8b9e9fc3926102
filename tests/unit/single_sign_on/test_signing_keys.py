"""Which keys of an issuer may have signed a token."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from single_sign_on.signing_keys import usable

ODD = some.none() | some.integers() | some.text(max_size=9) | some.lists(some.text(max_size=3))


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        ({"kty": "RSA"}, "RS256"),  # Entra ID names none
        ({"kty": "RSA", "alg": "PS512", "use": "sig"}, "PS512"),
        ({"kty": "EC", "crv": "P-384"}, "ES384"),
        ({"kty": "OKP", "crv": "Ed25519"}, "EdDSA"),
        ({"kty": "RSA", "use": "enc"}, None),
        ({"kty": "RSA", "alg": "RSA-OAEP"}, None),
        ({"kty": "RSA", "alg": "HS256"}, None),
        ({"kty": "RSA", "alg": "none"}, None),
        ({"kty": "oct", "alg": "HS256"}, None),
        ({"kty": "oct"}, None),
        ({"kty": "EC", "crv": "secp256k1"}, None),
        ({}, None),
    ],
)
def test_only_public_keys_for_signatures_are_kept(key: dict[str, Any], algorithm: Any) -> None:
    assert usable([key]) == ([{**key, "alg": algorithm}] if algorithm else [])


@given(
    some.lists(
        some.dictionaries(some.sampled_from(["kty", "alg", "use", "crv", "k"]), ODD), max_size=5
    )
)
def test_no_shape_of_a_key_breaks_it_or_brings_a_shared_secret(keys: list[Any]) -> None:
    assert all(each["kty"] in ("RSA", "EC", "OKP") for each in usable(keys))
