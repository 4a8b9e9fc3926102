"""An office where forms are prepared, and a browser to see it in."""

from tests.browser.templates.conftest import visit
from tests.integration.issues.bugforms.conftest import office

__all__ = ["office", "visit"]
