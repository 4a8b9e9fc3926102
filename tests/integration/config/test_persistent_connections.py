"""A connection to PostgreSQL that is kept from one request to the next: looked at without asking the server."""

import socket

import psycopg
import pytest
from django.db import connection

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server"),
]


def other() -> psycopg.Connection[tuple[object, ...]]:
    """Another connection to the same database."""
    options = connection.get_connection_params()
    address = {
        name: options[name]
        for name in ("host", "port", "user", "password", "dbname")
        if options.get(name)
    }
    return psycopg.connect(**address, autocommit=True)


def own_pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_a_quiet_one_is_usable_and_was_not_asked() -> None:
    pid = own_pid()
    assert connection.is_usable()
    with other() as watching:
        (last,) = watching.execute(
            "SELECT query FROM pg_stat_activity WHERE pid = %s", [pid]
        ).fetchall()
    assert last == ("SELECT pg_backend_pid()",)


def test_one_that_the_server_ended_is_not_and_a_request_gets_another() -> None:
    pid = own_pid()
    with other() as ending:
        ending.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert not connection.is_usable()
    connection.close_if_unusable_or_obsolete()  # as at the beginning of each request
    assert own_pid() != pid


def test_one_on_which_the_server_said_something_else_is_tried_and_goes_on() -> None:
    pid = own_pid()
    with connection.cursor() as cursor:
        cursor.execute("LISTEN news")
    with other() as telling:
        telling.execute("NOTIFY news, 'something'")
    assert connection.is_usable()
    assert own_pid() == pid


@pytest.mark.parametrize("left", [b"SELECT pg_sleep(0.01)", b"BEGIN; SELECT 1/0"])
def test_one_that_was_left_in_the_middle_is_not_usable(left: bytes) -> None:
    own_pid()
    connection.connection.pgconn.send_query(left)
    if b"BEGIN" in left:
        while connection.connection.pgconn.get_result():
            pass
    assert not connection.is_usable()
    connection.close()


def test_a_closed_one_is_not_usable() -> None:
    own_pid()
    connection.connection.close()
    assert not connection.is_usable()
    connection.close()
    assert not connection.is_usable()


def test_nobody_waits_long_for_a_host_that_vanished() -> None:
    own_pid()
    with socket.socket(fileno=connection.connection.fileno()) as same:
        try:
            if same.family == socket.AF_UNIX:
                pytest.skip("a socket of this very machine")
            assert same.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 15_000
            assert same.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 30
        finally:
            same.detach()
