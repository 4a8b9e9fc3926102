"""Who signs in to Lodge, and who was erased."""

from accounts.models.erasure import Erasure
from accounts.models.user import Theme, User

__all__ = ["Erasure", "Theme", "User"]
