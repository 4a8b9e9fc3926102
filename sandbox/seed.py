"""The seeded world: six accounts, three sites, two Data Centers, one app."""

from __future__ import annotations

from sandbox import data_center, jira
from sandbox.people import Account, Client, add_site
from sandbox.world import World

NOTES = {
    "Alice": "Member of all three sites.",
    "Bob": "Member of Demo team.",
    "Carol": "Member of Demo team. Hides her e-mail address.",
    "Dave": "Has an Atlassian account but no site.",
    "Erin": "Member of Demo team, but may not create issues there.",
}


def seed(world: World, client: Client) -> None:
    """Fill an empty world. The same salt gives the same ids."""
    with world.lock:
        world.table(Client).put(client)
        people = {name: add_account(world, name, note) for name, note in NOTES.items()}
        people["Carol"].email_hidden = True
        people["Bob"].time_zone = "America/New_York"
        people["Carol"].locale, people["Carol"].time_zone = "de-DE", "Europe/Berlin"
        bot = add_account(world, "Lodge bot", "")
        bot.account_type, bot.email = "app", "lodge-bot@serviceaccount.atlassian.com"
        a, b, c, e = (people[name].id for name in ("Alice", "Bob", "Carol", "Erin"))
        add_site(
            world, "demo-team", "Demo team", [a, b, c, e, bot.id], products=["confluence", "jira"]
        )
        add_site(world, "web-shop", "Web shop", [a], products=["jira"])
        add_site(world, "archive-2019", "Archive 2019", [a], products=["jira"])
        jira.seed.seed(world)
        data_center.instance.seed(world)
        world.keep_settings()


def add_account(world: World, name: str, note: str = "") -> Account:
    """Open an Atlassian account with an id of Atlassian's form."""
    slug = name.casefold().replace(" ", "-")
    account = Account(
        id=f"712020:{world.uuid('account', slug)}",
        name=name,
        email=f"{slug}@example.com",
        note=note,
    )
    return world.table(Account).put(account)
