"""Encrypts the keys of second factors with SECRET_KEY, which is not in the database.

A key encrypted with a former SECRET_KEY is encrypted anew at its next use: SECRET_KEY_FALLBACKS outlive any session.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

_SALT = "accounts.second_factor"


def seal(key: bytes) -> str:
    """Encrypt *key*."""
    return _ring().encrypt(key).decode()


def unseal(sealed: str) -> bytes | None:
    """Decrypt; None where no known SECRET_KEY fits."""
    try:
        return _ring().decrypt(sealed.encode())
    except InvalidToken:
        return None


def digest(code: str) -> str:
    """The digest of a backup code. The code is too long to be found by trying."""
    return salted_hmac(
        f"{_SALT}.codes", code, secret=settings.SECRET_KEY, algorithm="sha256"
    ).hexdigest()


def _ring() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (salted_hmac(_SALT, "", secret=key, algorithm="sha256").digest() for key in keys)
    return MultiFernet([Fernet(urlsafe_b64encode(each)) for each in digests])
