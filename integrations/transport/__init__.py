"""The transport: the only room that opens sockets and the only importer of `requests`.

It sends one request once: no retry, no redirect, no cookie, no `.netrc`, no proxy from the environment. It
holds a wall-clock deadline for the whole call and says which failures certainly did nothing.
"""

from integrations.transport.deadline import Call
from integrations.transport.messages import LARGEST_BODY, Answer, Request
from integrations.transport.sending import refuse_from_a_copy, refuse_inside_a_transaction, send
from integrations.transport.uploads import Upload

__all__ = [
    "LARGEST_BODY",
    "Answer",
    "Call",
    "Request",
    "Upload",
    "refuse_from_a_copy",
    "refuse_inside_a_transaction",
    "send",
]
