"""Who speaks, and how an instance's people are named in Lodge.

The account of a link is `dc:<instance>:<user key>`: a key never changes. Other people are `dc:<instance>:~<username>`,
because Data Center takes users by name only.
"""

from dataclasses import dataclass

LONGEST = 128  # characters of an account id in Lodge's tables


@dataclass(frozen=True)
class Speaker:
    """The account of a call, and its username there."""

    account_id: str
    username: str

    @property
    def prefix(self) -> str:
        """What the id of every account of the instance begins with."""
        return ":".join(self.account_id.split(":", 2)[:2]) + ":"

    def id_of(self, username: str, key: str) -> str:
        """The account id of a user of the instance. "" where the name is too long to keep."""
        own = self.account_id.removeprefix(self.prefix)
        if key == own or (not key and username == self.username):
            return self.account_id
        found = f"{self.prefix}~{username}"
        return found if len(found) <= LONGEST else ""

    def name_of(self, account_id: str) -> str:
        """The username of an account id. An id of elsewhere stays as it is: Jira knows nobody of that name."""
        if account_id == self.account_id:
            return self.username
        return account_id.removeprefix(f"{self.prefix}~")

    def is_account(self, value: object) -> bool:
        """Whether *value* is an account id of the instance."""
        return isinstance(value, str) and value.startswith(self.prefix)
