"""Keys of second factors, as the database holds them: sealed by SECRET_KEY, which it does not hold.

What a former signing key sealed is sealed anew when it is used next: SECRET_KEY_FALLBACKS stay longer than any session.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

_SALT = "accounts.second_factor"


def seal(key: bytes) -> str:
    """*key* as it is stored."""
    return _ring().encrypt(key).decode()


def unseal(sealed: str) -> bytes | None:
    """The key; None where no signing key that is still known sealed it."""
    try:
        return _ring().decrypt(sealed.encode())
    except InvalidToken:
        return None


def digest(code: str) -> str:
    """What is kept of a backup code, which is long enough not to be found by trying."""
    return salted_hmac(f"{_SALT}.codes", code, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def _ring() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (salted_hmac(_SALT, "", secret=key, algorithm="sha256").digest() for key in keys)
    return MultiFernet([Fernet(urlsafe_b64encode(each)) for each in digests])
