"""Begin a second factor, confirm it, and prove it: each code is taken once, whatever comes at the same time."""

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
from accounts.second_factor.sealing import digest, seal, unseal

_PASSED = "second_factor"
_KEY_BYTES = 20  # RFC 4226 4, R6
# Clocks of telephones differ: the step before and the one after are taken, too (RFC 6238 5.2).
_STEPS, _STEP_SECONDS = 1, 30
_CODES, _LETTERS, _LENGTH = 10, "abcdefghjkmnpqrstuvwxyz23456789", 12  # without those that look like others


@receiver(user_logged_in, dispatch_uid="accounts.second_factor")
def not_yet(sender: object, request: HttpRequest, **_more: object) -> None:
    """Whoever signs in proves it anew."""
    request.session.pop(_PASSED, None)


def is_wanted(user: User) -> bool:
    """Whether the administration asks *user* for one."""
    return bool(settings.ADMIN_SECOND_FACTOR and user.is_active and user.is_staff)


def is_passed(request: HttpRequest) -> bool:
    """Whether whoever asks proved theirs in this session, and it is still theirs."""
    passed, user = request.session.get(_PASSED), request.user
    if not isinstance(passed, int) or user.pk is None:
        return False
    return SecondFactor.objects.filter(pk=passed, user_id=user.pk, confirmed_at__isnull=False).exists()


def begun(user: User) -> SecondFactor:
    """Theirs; a new one, not confirmed, where there is none, or none whose key can be read and was never confirmed."""
    factor, _new = SecondFactor.objects.get_or_create(user=user, defaults={"sealed": _new_key()})
    if factor.confirmed_at is None and unseal(factor.sealed) is None:
        factor.sealed = _new_key()
        factor.save(update_fields=["sealed"])
    return factor


def confirm(request: HttpRequest, factor: SecondFactor, code: str) -> list[str]:
    """The backup codes, to be shown once, if *code* is right; else none."""
    if not _take_step(factor, code):
        return []
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(_CODES)]
    with transaction.atomic():
        SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=timezone.now())
        factor.codes.all().delete()
        BackupCode.objects.bulk_create(BackupCode(factor=factor, digest=digest(each)) for each in codes)
    request.session[_PASSED] = factor.pk
    return [f"{each[:4]}-{each[4:8]}-{each[8:]}" for each in codes]


def prove(request: HttpRequest, factor: SecondFactor, code: str) -> bool:
    """Whether *code* is that of the telephone, or a backup code, and was not used before."""
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
