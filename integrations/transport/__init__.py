"""HTTP calls: the only package that opens sockets and the only importer of `requests`.

It sends one request once: no retry, no redirect, no cookie, no `.netrc`, no proxy from the environment. It keeps a
wall-clock deadline for the whole call and reports which failures certainly did nothing.
"""

from integrations.transport.address_check import check_address
from integrations.transport.deadline import Call
from integrations.transport.multipart import Upload
from integrations.transport.observation import Observed, observed
from integrations.transport.preconditions import refuse_from_a_copy, refuse_inside_a_transaction
from integrations.transport.reachability import NotReachedError, Obstacle, Reached, reach
from integrations.transport.request_response import LARGEST_BODY, Answer, Request
from integrations.transport.send import send
from integrations.transport.stream import OpenAnswer, open_stream

__all__ = [
    "LARGEST_BODY",
    "Answer",
    "Call",
    "NotReachedError",
    "Observed",
    "Obstacle",
    "OpenAnswer",
    "Reached",
    "Request",
    "Upload",
    "check_address",
    "observed",
    "open_stream",
    "reach",
    "refuse_from_a_copy",
    "refuse_inside_a_transaction",
    "send",
]
