"""Sets up, confirms and verifies the second factor. Each code is accepted once, also among concurrent requests."""

import secrets
from time import time

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django_otp.oath import TOTP  # type: ignore[import-untyped]

from accounts.models import BackupCode, SecondFactor, User
from accounts.second_factor.key_encryption import digest, seal, unseal

_PASSED = "second_factor"
_KEY_BYTES = 20  # RFC 4226 4, R6
# Clocks of telephones differ, so the step before and the one after are accepted, too (RFC 6238 5.2).
_STEPS, _STEP_SECONDS = 1, 30
_CODES, _LETTERS, _LENGTH = (
    10,
    "abcdefghjkmnpqrstuvwxyz23456789",
    12,
)  # without characters that look alike


@receiver(user_logged_in, dispatch_uid="accounts.second_factor")
def not_yet(sender: object, request: HttpRequest, **_more: object) -> None:
    """Reset the verification when a user signs in."""
    request.session.pop(_PASSED, None)


def is_wanted(user: User) -> bool:
    """Whether the administration requires a second factor of *user*."""
    return bool(settings.ADMIN_SECOND_FACTOR and user.is_active and user.is_staff)


def is_passed(request: HttpRequest) -> bool:
    """Whether this session was verified with the user's current factor."""
    passed, user = request.session.get(_PASSED), request.user
    if not isinstance(passed, int) or user.pk is None:
        return False
    return SecondFactor.objects.filter(
        pk=passed, user_id=user.pk, confirmed_at__isnull=False
    ).exists()


def begun(user: User) -> SecondFactor:
    """The user's factor. A new, unconfirmed one where there is none, or an unconfirmed one that cannot be decrypted."""
    factor, _new = SecondFactor.objects.get_or_create(user=user, defaults={"sealed": _new_key()})
    if factor.confirmed_at is None and unseal(factor.sealed) is None:
        factor.sealed = _new_key()
        factor.save(update_fields=["sealed"])
    return factor


def confirm(request: HttpRequest, factor: SecondFactor, code: str) -> list[str]:
    """Return the backup codes, to be shown once, if *code* is right; otherwise none."""
    if not _take_step(factor, code):
        return []
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(_CODES)]
    with transaction.atomic():
        SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=timezone.now())
        factor.codes.all().delete()
        BackupCode.objects.bulk_create(
            BackupCode(factor=factor, digest=digest(each)) for each in codes
        )
    request.session[_PASSED] = factor.pk
    return [f"{each[:4]}-{each[4:8]}-{each[8:]}" for each in codes]


def prove(request: HttpRequest, factor: SecondFactor, code: str) -> bool:
    """Whether *code* is an unused code of the app, or an unused backup code."""
    right = _take_step(factor, code) or _take_backup(factor, code)
    if right:
        request.session[_PASSED] = factor.pk
    return right


def _new_key() -> str:
    return seal(secrets.token_bytes(_KEY_BYTES))


def _take_step(factor: SecondFactor, code: str) -> bool:
    key, digits = unseal(factor.sealed), "".join(code.split())
    if key is None or not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return False
    for offset in range(-_STEPS, _STEPS + 1):
        totp = TOTP(key, step=_STEP_SECONDS)
        totp.time = time() + offset * _STEP_SECONDS
        if secrets.compare_digest(f"{totp.token():06d}", digits):
            fresh = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=totp.t())
            return fresh.update(last_step=totp.t(), sealed=seal(key)) == 1
    return False


def _take_backup(factor: SecondFactor, code: str) -> bool:
    plain = "".join(code.replace("-", "").split()).lower()
    return BackupCode.objects.filter(factor=factor, digest=digest(plain)).delete()[0] == 1
