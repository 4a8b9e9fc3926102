"""What those who run Lodge see of people."""

from accounts.admin import erasing, people

__all__ = ["erasing", "people"]
