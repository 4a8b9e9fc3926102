"""Erasing a person, as far as it is about reports: what the tables here hold, and what is done before they go."""

from issues.erasing import declared, room

__all__ = ["declared", "room"]
