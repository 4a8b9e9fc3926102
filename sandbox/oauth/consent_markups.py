"""The two markups of the consent page: their templates, and what their forms send.

They share no field name, id or structure, so a client that works with both depends on neither.
"""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict


@dataclass(frozen=True)
class Choice:
    """The user's choice. `decision` is "accept", "deny" or "continue" (account chosen, sites next)."""

    consent_id: str
    decision: str
    account_id: str | None
    cloud_ids: list[str]


def read_cards(form: MultiDict[str, str]) -> Choice:
    """One page: an account's card contains its sites. Only the sites of the chosen card count."""
    account_id = form.get("account")
    chosen = [value.split("|", 1) for value in form.getlist("site") if "|" in value]
    return Choice(
        consent_id=form.get("request", ""),
        decision="accept" if form.get("decision") == "accept" else "deny",
        account_id=account_id,
        cloud_ids=[cloud_id for owner, cloud_id in chosen if owner == account_id],
    )


def read_plain(form: MultiDict[str, str]) -> Choice:
    """Two pages: the account from a list, then its sites from a list."""
    buttons = {"go": "continue", "yes": "accept", "no": "deny"}
    return Choice(
        consent_id=form.get("txn", ""),
        decision=next((meaning for name, meaning in buttons.items() if name in form), "deny"),
        account_id=form.get("who"),
        cloud_ids=form.getlist("resources"),
    )


READERS = {"cards": read_cards, "plain": read_plain}
