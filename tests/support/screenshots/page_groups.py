"""Every page of Lodge and its states, in parts that can be taken alone. Named here, loaded once Django is set up."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

# name: module and function
PARTS: dict[str, tuple[str, str]] = {
    "account": ("account_pages", "account"),
    "link": ("account_pages", "link"),
    "start": ("form_pages", "start"),
    "form": ("form_pages", "form"),
    "kinds": ("form_pages", "kinds"),
    "troubles": ("form_pages", "troubles"),
    "again": ("report_pages", "sent_again"),
    "drafts": ("report_pages", "drafts"),
    "reports": ("report_pages", "reports"),
    "comments": ("report_pages", "comments"),
    "errors": ("admin_pages", "errors"),
    "admin": ("admin_pages", "admin"),
    "inviting": ("invitation_pages", "inviting"),
    "standstill": ("background_admin_pages", "standstill"),
    "background": ("background_admin_pages", "aside"),
}


def part(name: str) -> Callable[[Any], None]:
    """What takes the part *name*, given a Guide."""
    module, function = PARTS[name]
    found: Callable[[Any], None] = getattr(
        import_module(f"tests.support.screenshots.{module}"), function
    )
    return found
