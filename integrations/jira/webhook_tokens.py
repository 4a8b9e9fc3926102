"""Who sent a delivery: the JWT in its Authorization header, signed with the app's client secret.

Source: developer.atlassian.com, Jira Cloud platform, "Webhooks": the scheme is Bearer. Observed: HS256, with the claims
iss (the client id), sub, iat, exp, jti and context, and neither aud nor nbf. Nothing else is accepted: not another
algorithm, not a token without an end.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

import jwt
from django.conf import settings

from integrations.errors import Denied

logger = logging.getLogger(__name__)

LEEWAY = 60  # seconds by which the clocks may differ
# A token that is good for longer than this is none of a delivery.
LONGEST = 3600
LARGEST = 8192  # characters of the header


@dataclass(frozen=True)
class DeliveryToken:
    """A token that Atlassian signed. `digest` tells it from every other one."""

    digest: str
    expires_at: datetime


def verified(header: str) -> DeliveryToken:
    """The token of an Authorization header. Raises Denied."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token or len(header) > LARGEST:
        raise Denied(status=401)
    try:
        claims = jwt.decode(
            token.strip(),
            str(settings.ATLASSIAN_CLIENT_SECRET),
            algorithms=["HS256"],
            issuer=settings.ATLASSIAN_CLIENT_ID,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "iss"], "verify_aud": False},
        )
    except jwt.InvalidTokenError as error:
        logger.warning("a delivery of a webhook was refused: %s", type(error).__name__)
        raise Denied(status=401) from None
    if claims["exp"] - claims["iat"] > LONGEST:
        logger.warning("a delivery of a webhook was refused: its token lives for too long")
        raise Denied(status=401)
    digest = sha256(token.strip().encode("ascii", "replace")).hexdigest()
    return DeliveryToken(digest, datetime.fromtimestamp(claims["exp"], UTC))
