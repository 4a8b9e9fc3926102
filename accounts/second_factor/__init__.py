"""The second factor of staff (RFC 6238) for the administration, where ADMIN_SECOND_FACTOR requires one."""

from accounts.second_factor.qr_code import Shown, shown
from accounts.second_factor.verify import begun, confirm, is_passed, is_wanted, prove

__all__ = ["Shown", "begun", "confirm", "is_passed", "is_wanted", "prove", "shown"]
