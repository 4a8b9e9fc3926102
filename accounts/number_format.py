"""The number format of the current user's language. Source: Django's own formats."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.formats import get_format
from django.utils.translation import check_for_language
from django.utils.translation.trans_real import parse_accept_lang_header

_decimal_sign: ContextVar[str] = ContextVar("decimal_sign", default="")


def decimal_sign() -> str:
    """The decimal separator of the current user: "." or ","; "" where unknown."""
    return _decimal_sign.get()


@contextmanager
def number_format_of(request: HttpRequest, language: str = "") -> Iterator[None]:
    """Inside the block, `decimal_sign` is that of *language*, or else of the browser's first language."""
    token = _decimal_sign.set(_sign_in(language or _preferred(request)))
    try:
        yield
    finally:
        _decimal_sign.reset(token)


def file_size(size: int) -> str:
    """Format bytes as Django's `filesizeformat`, but without a zero after the point: 100 MB, 1.5 MB."""
    return re.sub(r"[.,]0(?=\D)", "", filesizeformat(size))


def _preferred(request: HttpRequest) -> str:
    named = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return next((name for name, _weight in named if name != "*"), "")


def _sign_in(language: str) -> str:
    """Django falls back on the site's format for an unknown language, which would be a guess."""
    known = next(
        (each for each in (language, language.partition("-")[0]) if check_for_language(each)), ""
    )
    sign = get_format("DECIMAL_SEPARATOR", known) if known else ""
    return sign if sign in {".", ","} else ""
