"""Which services a run has, and which it was told it must have (`LODGE_REQUIRE=postgres,redis,chromium,nginx`)."""

import os
import shutil
from functools import cache
from urllib.parse import urlsplit

import pytest

WHOLE = ("chromium", "chromium-browser", "google-chrome")
# The headless shell is the same engine without the windows around it: a third of the work for each page.
CHROMIUM = ("chromium-headless-shell", *WHOLE)


def required() -> set[str]:
    """The services without which this run fails."""
    return set(os.environ.get("LODGE_REQUIRE", "").replace(",", " ").split())


@cache
def chromium() -> str | None:
    """The browser's path, or None."""
    return os.environ.get("LODGE_CHROMIUM") or next(
        (p for n in CHROMIUM if (p := shutil.which(n))), None
    )


@cache
def whole_chromium() -> str | None:
    """The path of a browser that can keep pages alive for the way back, which the headless shell cannot, or None."""
    return next((path for name in WHOLE if (path := shutil.which(name))), None)


@cache
def nginx() -> str | None:
    """The web server's path, or None: it lies where only root looks for commands."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@cache
def has(service: str) -> bool:
    """Whether this run can use *service*: postgres, redis, chromium or nginx."""
    if service == "nginx":
        return nginx() is not None
    if service == "chromium":
        return chromium() is not None
    if service == "postgres":
        return urlsplit(os.environ.get("DATABASE_URL", "")).scheme.startswith("postgres")
    return urlsplit(os.environ.get("REDIS_URL", "")).scheme.startswith("redis")


def require(service: str, item: pytest.Item) -> None:
    """Skip *item* where *service* is missing, or fail the run where it was demanded."""
    if has(service):
        return
    if service in required():
        raise pytest.UsageError(f"LODGE_REQUIRE names {service}, and it was not found")
    item.add_marker(pytest.mark.skip(reason=f"no {service} here"))
