"""The certificate authorities that Lodge trusts."""

import ssl

import certifi
from django.conf import settings
from urllib3.util.ssl_ import create_urllib3_context


def trust() -> bool | str:
    """The certificate authorities: a file or folder, or True for the system's and certifi's."""
    return str(settings.CA_BUNDLE) or True


def context() -> ssl.SSLContext:
    """Trusts the authorities of the system and of certifi.

    A company may add its own to the system. A slim host may have none, so certifi's are used as requests uses them.
    """
    context = create_urllib3_context()
    context.load_default_certs()
    context.load_verify_locations(certifi.where())
    return context
