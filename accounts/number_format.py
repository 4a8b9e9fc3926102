"""How the person who asked for a page writes numbers, from their language. Source: Django's own formats."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest
from django.utils.formats import get_format
from django.utils.translation import check_for_language
from django.utils.translation.trans_real import parse_accept_lang_header

_decimal_sign: ContextVar[str] = ContextVar("decimal_sign", default="")


def decimal_sign() -> str:
    """What sets off the fraction for whoever asked: "." or ","; "" where that is not known."""
    return _decimal_sign.get()


@contextmanager
def number_format_of(request: HttpRequest, language: str = "") -> Iterator[None]:
    """Within it, `decimal_sign` is that of *language*, otherwise of the first one that the browser names."""
    token = _decimal_sign.set(_sign_in(language or _preferred(request)))
    try:
        yield
    finally:
        _decimal_sign.reset(token)


def _preferred(request: HttpRequest) -> str:
    named = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return next((name for name, _weight in named if name != "*"), "")


def _sign_in(language: str) -> str:
    """Django falls back on the site's own format for what it does not know: that would be a guess."""
    known = next((each for each in (language, language.partition("-")[0]) if check_for_language(each)), "")
    sign = get_format("DECIMAL_SEPARATOR", known) if known else ""
    return sign if sign in {".", ","} else ""
