"""Forms as code: a YAML file of the stored forms, to review, keep and move to another Lodge.

The stable key of a form is its slug. The format is described in docs/bug-forms.md.
"""

from issues.bugforms.as_code.exporting import write
from issues.bugforms.as_code.importing import Change, code_of, replace_fields, store
from issues.bugforms.as_code.schema import FieldCode, FormCode, Read, read
from issues.bugforms.as_code.yaml_tree import LARGEST, Problem, Refused

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
