"""Every page of Lodge and its states, in parts that can be taken alone. Named here, loaded once Django is set up."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

# name: module and function
PARTS: dict[str, tuple[str, str]] = {
    "account": ("doors", "account"),
    "link": ("doors", "link"),
    "start": ("filing", "start"),
    "form": ("filing", "form"),
    "kinds": ("filing", "kinds"),
    "troubles": ("filing", "troubles"),
    "again": ("kept", "sent_again"),
    "drafts": ("kept", "drafts"),
    "reports": ("kept", "reports"),
    "comments": ("kept", "comments"),
    "errors": ("office", "errors"),
    "admin": ("office", "admin"),
    "inviting": ("inviting", "inviting"),
    "standstill": ("background", "standstill"),
    "background": ("background", "aside"),
}


def part(name: str) -> Callable[[Any], None]:
    """What takes the part *name*, given a Guide."""
    module, function = PARTS[name]
    found: Callable[[Any], None] = getattr(import_module(f"tests.support.pictures.{module}"), function)
    return found
