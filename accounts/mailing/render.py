"""Renders mails in the language and time zone of the recipient."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts import display_time_zone
from accounts.email_addresses import reachable
from accounts.mailing.kinds import Letter
from accounts.models import User


@contextmanager
def in_their_language(user: User | None = None) -> Iterator[None]:
    """Use the language and time zone of *user*, or of the site, inside the block."""
    language = (
        user.language
        if user and user.language in dict(settings.LANGUAGES)
        else settings.LANGUAGE_CODE
    )
    zone = display_time_zone.of_person(user) if user else display_time_zone.zone_called("")
    with translation.override(language), timezone.override(zone):
        yield


def letter(template: str, context: dict[str, Any], *to: str) -> Letter:
    """`<template>_subject.txt` and `<template>.txt`. Links begin with `public_url`, never with a Host header."""
    return Letter(to, *_subject_and_body(template, context))


def _subject_and_body(template: str, context: dict[str, Any]) -> tuple[str, str]:
    context = {"public_url": settings.PUBLIC_URL, **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    return subject, render_to_string(f"{template}.txt", context)


def letter_to(user: User, template: str, context: dict[str, Any]) -> Letter | None:
    """The same for one user; None where they were deleted, or no mail reaches them."""
    if not reachable(user):
        return None
    with in_their_language(user):
        return letter(template, context, user.email)


def letter_to_admins(template: str, context: dict[str, Any]) -> Letter:
    """The same for the admins, in the language of the site."""
    with in_their_language():
        return to_admins(*_subject_and_body(template, context))


def to_admins(subject: str, body: str) -> Letter:
    """A mail to ADMINS, with Lodge's subject prefix."""
    return Letter(
        tuple(address for _name, address in settings.ADMINS),
        settings.EMAIL_SUBJECT_PREFIX + subject,
        body,
    )
