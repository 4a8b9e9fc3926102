"""Looks at a credential as it was typed, before anything is sent. Pure: nothing of it is kept or quoted.

Only clear signs count, because Atlassian promises no shape of its secrets: what is not recognised is tried.
Sources: support.atlassian.com, "Manage API tokens"; RFC 7519 (JWT), RFC 7617 (Basic).
"""

import base64
import binascii
import json
import re
from urllib.parse import urlsplit

from integrations.doctor.catalogue import credentials, entered
from integrations.doctor.diagnosis import API_TOKENS, AT_DATA_CENTER, Credential, Diagnosis

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ACCOUNT_ID = re.compile(r"(?:712020|557058|70121|63[0-9a-f]{4}):[0-9a-f-]{20,}|5[0-9a-f]{23}")
_MAIL = re.compile(r"[^@\s:]+@[^@\s:]+\.[^@\s:]+")
_JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*")
# An API token begins so since 2023. The client secret of an app or service account begins with ATOA.
_API_TOKEN = re.compile(r"AT(?:ATT|CTT|BBT|SST)3x")
# Base64 of "<twelve digits>:<twenty bytes>": the shape of a personal access token since Jira 8.14.
_PAT_PLAIN = re.compile(rb"\d{8,14}:")


def of_secret(kind: Credential, typed: str) -> Diagnosis | None:
    """What is wrong with a secret, or None where it may be right. Spaces around it are no fault."""
    text = typed.strip()
    if not text:
        return entered.NOTHING
    if re.match(r"(bearer|basic)\s", text, re.IGNORECASE):
        return entered.WITH_SCHEME
    if re.search(r"\s", text):
        return entered.SPACES
    if not text.isascii() or not text.isprintable():
        return entered.STRANGE_CHARACTERS
    if _UUID.fullmatch(text) or _ACCOUNT_ID.fullmatch(text):
        return entered.ID_FOR_SECRET
    if _MAIL.fullmatch(text):
        return entered.MAIL_FOR_SECRET
    if _MAIL.match(text) and ":" in text:
        return entered.PAIR
    return _of_shape(kind, text)


def _of_shape(kind: Credential, text: str) -> Diagnosis | None:
    if _JWT.fullmatch(text) and not _issued_by_atlassian(text):
        return credentials.FOREIGN_TOKEN
    plain = _decoded(text)
    if _MAIL.match(plain.decode("utf-8", "replace")) and b":" in plain:
        return entered.ENCODED_PAIR
    if kind in AT_DATA_CENTER and _API_TOKEN.match(text):
        return entered.API_TOKEN_FOR_DATA_CENTER
    if kind in API_TOKENS and len(text) == 44 and _PAT_PLAIN.match(plain):
        return entered.PAT_FOR_CLOUD
    return None


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _issued_by_atlassian(text: str) -> bool:
    """Whether the JWT names Atlassian as its issuer, or nobody."""
    payload = text.split(".")[1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        issuer = str(claims.get("iss") or "")
    except (binascii.Error, ValueError, AttributeError):
        return True
    host = urlsplit(issuer).hostname or issuer
    return not host or host.endswith(("atlassian.com", "atl-paas.net"))
