"""Forms that an admin prepared: what they do to Jira's own form, who may use them, and what no longer fits.

`overlay` and `may_use` are all that the page of a form needs; `forms_for` lists what somebody may choose from.
"""

from issues.bugforms.access import forms_for, may_use, usable
from issues.bugforms.overlay import Overlay, overlay

__all__ = ["Overlay", "forms_for", "may_use", "overlay", "usable"]
