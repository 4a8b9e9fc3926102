"""What the addresses among the settings come to, where they can be read in one way."""

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from config.environment import addresses, numbers, values
from config.environment.database_url import database
from config.environment.email_url import mail
from config.environment.files_url import storage
from config.environment.redis_url import redis
from config.environment.values import InvalidValue
from tests.integration.config.settings.values_of_every_setting import ODD


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            "postgres://u%40x:a%2Fb%23c%3Fd%25@host.test:5433/name",
            {
                "USER": "u@x",
                "PASSWORD": "a/b#c?d%",
                "HOST": "host.test",
                "PORT": 5433,
                "NAME": "name",
            },
        ),
        ("postgresql://u:a+b@[::1]:5432/name", {"PASSWORD": "a+b", "HOST": "::1", "PORT": 5432}),
        (
            "postgres:////run/postgresql/name",
            {"HOST": "/run/postgresql", "NAME": "name", "USER": ""},
        ),
        ("postgres://u:p@one:5432,two:5433/name", {"HOST": "one,two", "PORT": "5432,5433"}),
        (
            "postgres://u:p@host/name?sslmode=require&conn_max_age=5",
            {"OPTIONS": {"sslmode": "require"}, "CONN_MAX_AGE": 5, "PORT": ""},
        ),
    ],
)
def test_database_urls_are_parsed(value: str, expected: dict[str, Any]) -> None:
    found = database(value)
    assert {name: found[name] for name in expected} == expected
    assert found["ENGINE"] == "config.postgres"


def test_sqlite_urls_are_parsed(tmp_path: Path) -> None:
    assert database(f"sqlite:///{tmp_path}/a%20b.sqlite3")["NAME"] == f"{tmp_path}/a b.sqlite3"


@pytest.mark.parametrize(
    ("value", "broker"),
    [
        ("redis://:a%23b@host.test:6379/3", {"broker_url": "redis://:a%23b@host.test:6379/3"}),
        ("redis://host.test", {"broker_url": "redis://host.test"}),
        (
            "rediss://:p@host.test:6380/0?ssl_cert_reqs=required",
            {
                "broker_url": "rediss://:p@host.test:6380/0",
                "broker_use_ssl": {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True},
            },
        ),
    ],
)
def test_redis_urls_are_parsed(value: str, broker: dict[str, Any]) -> None:
    assert redis(value).broker() == broker
    assert value not in repr(redis(value))


def test_no_redis() -> None:
    assert redis("none") == redis("None") == redis("")
    assert redis("none").url == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            "smtp+tls://u:p%40x@mail.test",
            {
                "EMAIL_HOST": "mail.test",
                "EMAIL_PORT": 587,
                "EMAIL_HOST_PASSWORD": "p@x",
                "EMAIL_USE_TLS": True,
            },
        ),
        ("smtp+ssl://u:p@mail.test:465", {"EMAIL_PORT": 465, "EMAIL_USE_SSL": True}),
        ("smtp://localhost:25", {"EMAIL_HOST": "localhost", "EMAIL_PORT": 25}),
        ("filemail:///var/mails", {"EMAIL_FILE_PATH": "/var/mails"}),
    ],
)
def test_email_urls_are_parsed(value: str, expected: dict[str, Any]) -> None:
    found = mail(value)
    assert {name: found[name] for name in expected} == expected


def test_origins_are_parsed() -> None:
    assert addresses.origin("HTTPS://Lodge.Example.com/") == "https://lodge.example.com"
    assert addresses.origin("http://[::1]:8000") == "http://[::1]:8000"
    assert addresses.host_of("http://[::1]:8000") == "[::1]"
    assert addresses.host_of("https://lodge.example.com:8443") == "lodge.example.com"
    assert addresses.host_of("") == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Lodge <lodge@example.com>", "Lodge <lodge@example.com>"),
        ("lodge@example.com", "lodge@example.com"),
        ("Lodge, Inc. <lodge@example.com>", '"Lodge, Inc." <lodge@example.com>'),
    ],
)
def test_senders_are_parsed(value: str, expected: str) -> None:
    assert addresses.sender(value) == expected


def test_sites_are_parsed() -> None:
    assert addresses.sites(
        "Demo.atlassian.net, https://two.atlassian.net/jira 11111111-2222-3333-4444-555555555555"
    ) == [
        "demo.atlassian.net",
        "https://two.atlassian.net/jira",
        "11111111-2222-3333-4444-555555555555",
    ]
    with pytest.raises(InvalidValue):
        addresses.sites("ops@example.com")


PARSERS: list[Callable[[str], Any]] = [
    *(
        database,
        redis,
        mail,
        storage,
        addresses.origin,
        addresses.hosts,
        addresses.sites,
        addresses.sender,
    ),
    *(
        addresses.mail_addresses,
        values.flag,
        numbers.count("files"),
        numbers.seconds,
        numbers.seconds_from(60),
        numbers.days,
    ),
    *(
        numbers.port,
        values.listening,
        values.folder,
        values.scopes,
        values.signing_key,
        values.one_word,
        values.at_most(9),
    ),
    *(values.words, values.one_of("INFO")),
]
pieces = st.sampled_from(
    [
        *(
            "postgres://",
            "sqlite:///",
            "redis://",
            "rediss://",
            "smtp+tls://",
            "file:///",
            "s3://",
            "https://",
        ),
        *(
            "user",
            ":",
            ODD,
            "@",
            "host",
            ".test",
            "/",
            "//",
            "?",
            "#",
            "%",
            "%23",
            "[",
            "]",
            "::1",
            ",",
            " ",
            "=",
        ),
        *(
            "sslmode",
            "conn_max_age",
            "1",
            "65536",
            "9" * 5000,
            "٣",
            "½",
            "é",
            "<",
            ">",
            '"',
            "\\",
            "+",
            "&",
            ";",
            "\ud800",
        ),
    ]
)


@settings(deadline=None)
@given(value=st.one_of(st.text(), st.lists(pieces, max_size=12).map("".join)))
@example(value="9" * 5000)
@example(value="postgres://u:p@host/name?connect_timeout=" + "9" * 5000)
@example(value="redis://host:6379/" + "9" * 5000)
@example(value="https://[::1")
@example(value="https://a\u2100b")
def test_whatever_is_written_is_understood_or_refused_in_a_sentence(value: str) -> None:
    """Nothing else: an exception of a library would quote the value in its traceback."""
    said = []
    for parse in PARSERS:
        try:
            parse(value)
        except InvalidValue as unfit:
            said.append(str(unfit))
    assert [sentence for sentence in said if ODD in sentence or not sentence.endswith(".")] == []
