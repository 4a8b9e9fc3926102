"""The doctor: what is wrong with a link, why, what to do, and who can do it.

`diagnose` is pure: an answer goes in, a diagnosis comes out; `typed_credential` does the same for what people type.
`examine` goes the way of a report step by step, and `streamed` shows its findings while they are made.
"""

from integrations.doctor import catalogue, typed_credential
from integrations.doctor.diagnose import diagnose
from integrations.doctor.diagnosis import Asked, Credential, Diagnosis, Seen, Server, Who
from integrations.doctor.examine import DEADLINE, examine
from integrations.doctor.findings import Finding, Outcome, Summary
from integrations.doctor.form import ExaminationForm
from integrations.doctor.page import streamed
from integrations.doctor.report import as_text
from integrations.doctor.turns import BusyError, Turn
from integrations.doctor.wording import FOR_ADMIN, FOR_OWNER

__all__ = [
    "DEADLINE",
    "FOR_ADMIN",
    "FOR_OWNER",
    "Asked",
    "BusyError",
    "Credential",
    "Diagnosis",
    "ExaminationForm",
    "Finding",
    "Outcome",
    "Seen",
    "Server",
    "Summary",
    "Turn",
    "Who",
    "as_text",
    "catalogue",
    "diagnose",
    "examine",
    "streamed",
    "typed_credential",
]
