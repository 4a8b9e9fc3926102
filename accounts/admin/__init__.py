"""What those who run Lodge see of people."""

from accounts.admin import people

__all__ = ["people"]
