"""Looks for secrets where none may be, in every dress in which one could be written down."""

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote


def dresses(secret: str) -> set[bytes]:
    """*secret* plain, percent-encoded, in hexadecimal, and in base64 at each of the three alignments."""
    raw = secret.encode()
    found = {raw, quote(secret, safe="").encode(), raw.hex().encode()}
    for shift in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            # The first and last characters depend on the neighbours: cut them off.
            found.add(encode(b"\0" * shift + raw).rstrip(b"=")[4 if shift else 0 : -2])
    return {dress for dress in found if len(dress) >= 8}


def hits(secrets: Mapping[str, str], content: bytes) -> list[str]:
    """The names of those *secrets* that stand in *content*."""
    return [
        name
        for name, secret in secrets.items()
        if any(dress in content for dress in dresses(secret))
    ]


def hits_in_files(secrets: Mapping[str, str], files: Iterable[Path]) -> list[str]:
    """`file: name of the secret` for each hit."""
    return [
        f"{file}: {name}"
        for file in files
        if file.is_file()
        for name in hits(secrets, file.read_bytes())
    ]
