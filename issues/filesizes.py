"""How large a file is, in words."""

import re

from django.template.defaultfilters import filesizeformat


def told(size: int) -> str:
    """100 MB, 1.5 MB: no zero behind a point, in whatever way the reader's language writes that."""
    return re.sub(r"[.,]0(?=\D)", "", filesizeformat(size))
