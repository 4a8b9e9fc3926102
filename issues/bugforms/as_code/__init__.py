"""Forms as code: the stored forms as a YAML file, to be reviewed, kept and carried to another Lodge.

The stable key of a form is its slug. The format is described in docs/bug-forms.md.
"""

from issues.bugforms.as_code.composing import LARGEST, Problem, Refused
from issues.bugforms.as_code.shape import FieldCode, FormCode, Read, read
from issues.bugforms.as_code.storing import Change, code_of, replace_fields, store
from issues.bugforms.as_code.writing import write

__all__ = [
    "LARGEST",
    "Change",
    "FieldCode",
    "FormCode",
    "Problem",
    "Read",
    "Refused",
    "code_of",
    "read",
    "replace_fields",
    "store",
    "write",
]
