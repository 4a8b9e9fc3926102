"""The key for an authenticator app, as a QR code and as letters."""

from base64 import b32encode
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.conf import settings

from accounts.models import SecondFactor
from accounts.second_factor.key_encryption import unseal


@dataclass(frozen=True)
class Shown:
    """`picture`: a data: URL of an image; `letters`: in groups of four."""

    picture: str
    letters: str


def shown(factor: SecondFactor) -> Shown:
    """Source of the address: google-authenticator, "Key URI Format"."""
    import segno  # which few processes need

    letters = b32encode(unseal(factor.sealed) or b"").decode()
    label = quote(f"Lodge:{factor.user.get_username()}")
    query = urlencode(
        {"secret": letters, "issuer": settings.PUBLIC_URL.partition("://")[2] or "Lodge"}
    )
    picture = segno.make(f"otpauth://totp/{label}?{query}", error="m")
    groups = " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))
    return Shown(picture.svg_data_uri(scale=5, light="#fff", dark="#000"), groups)
