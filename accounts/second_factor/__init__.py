"""The second factor of staff (RFC 6238), where ADMIN_SECOND_FACTOR asks for one before the administration."""

from accounts.second_factor.proving import begun, confirm, is_passed, is_wanted, prove
from accounts.second_factor.showing import Shown, shown

__all__ = ["Shown", "begun", "confirm", "is_passed", "is_wanted", "prove", "shown"]
