"""Picks the keys of a JSON Web Key Set that may have signed an ID token. Pure.

Source: RFC 7517 4 (`use` and `alg` are optional), RFC 7518 6, RFC 8037.
"""

from collections.abc import Mapping, Sequence
from typing import Any

_BY_CURVE = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "Ed25519": "EdDSA"}
_ALGORITHMS = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "EC": ("ES256", "ES384", "ES512"),
    "OKP": ("EdDSA",),
}
_MOST = 100


def usable(keys: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """*keys* that are public and for signatures, each with its algorithm. No symmetric key is among them."""
    found = []
    for key in keys[:_MOST]:
        algorithm = _algorithm(key)
        if key.get("use", "sig") == "sig" and algorithm:
            found.append({**key, "alg": algorithm})
    return found


def _algorithm(key: Mapping[str, Any]) -> str:
    """The algorithm that the key names, if it fits its type, else the usual one of its type; "" for other keys."""
    kind, curve, named = key.get("kty"), key.get("crv"), key.get("alg")
    known = _ALGORITHMS.get(kind, ()) if isinstance(kind, str) else ()
    if named is not None:
        return named if isinstance(named, str) and named in known else ""
    if kind == "RSA":
        return "RS256"
    return _BY_CURVE.get(curve, "") if known and isinstance(curve, str) else ""
