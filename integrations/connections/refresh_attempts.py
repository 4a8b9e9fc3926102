"""The ledger: one row for each try to renew a token, written before the call and completed after it."""

from time import monotonic
from typing import Protocol

from django.db import IntegrityError

from integrations.connections.lease import Claim
from integrations.errors import IntegrationError, NotConnected
from integrations.models import RefreshAttempt

SAVED, REFUSED, DROPPED = "saved", "refused", "dropped"


class Complete(Protocol):
    """Writes the outcome of an attempt."""

    def __call__(
        self, outcome: str, error: IntegrationError | None = None, detail: str = ""
    ) -> None: ...


def begin(claim: Claim, asked_by: str) -> Complete:
    """Record that an exchange begins. Call the result with its outcome. A row without an outcome shows a crash.

    Raises NotConnected where the link was deleted after the claim, because its owner was erased.
    """
    try:
        attempt = RefreshAttempt.objects.create(
            connection_id=claim.row.pk,
            asked_by=asked_by,
            generation=claim.generation,
            started_at=claim.started_at,
        )
    except IntegrityError:
        raise NotConnected("this link was deleted") from None
    started = monotonic()

    def complete(outcome: str, error: IntegrationError | None = None, detail: str = "") -> None:
        RefreshAttempt.objects.filter(pk=attempt.pk).update(
            outcome=outcome,
            status=error.status if error else None,
            milliseconds=int((monotonic() - started) * 1000),
            detail=(detail or str(error or ""))[:255],
        )

    return complete
