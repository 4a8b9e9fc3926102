"""Forms that an admin prepared: how they change Jira's form, who may use them, and whether they still fit.

The page of a form needs only `overlay` and `may_use`. `forms_for` lists the forms that a user may choose.
"""

from issues.bugforms.access import forms_for, forms_in_use, in_use_for, may_use, usable
from issues.bugforms.author import account_for, without_own_link
from issues.bugforms.overlay import Overlay, overlay

__all__ = [
    "Overlay",
    "account_for",
    "forms_for",
    "forms_in_use",
    "in_use_for",
    "may_use",
    "overlay",
    "usable",
    "without_own_link",
]
