"""Guesses through a proxy as docs/running.md asks for it: it says X-Forwarded-Proto, and hands on what else it got."""

from typing import Any

from django.test import Client

from accounts.models import User
from tests.conftest import PASSWORD


def test_a_header_of_the_guessers_own_does_not_end_the_counting(
    stranger: Client, alice: User, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = 1
    for number in range(250):
        headers = {
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": f"10.9.{number // 200}.{number % 200}",
        }
        stranger.post(
            "/account/sign-in/",
            {"username": "alice", "password": f"guess {number}"},
            headers=headers,
        )
    headers["X-Forwarded-For"] = "10.9.9.9"
    answer = stranger.post(
        "/account/sign-in/", {"username": "alice", "password": PASSWORD}, headers=headers
    )
    assert "too many wrong passwords" in answer.content.decode()
