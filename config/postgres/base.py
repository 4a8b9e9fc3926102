"""Django's backend for PostgreSQL, with a health check of persistent connections that costs no round trip.

Source: docs.djangoproject.com, "Subclassing the built-in database backends".
"""

import select

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Overrides the check that `CONN_HEALTH_CHECKS` makes once in each request."""

    def is_usable(self) -> bool:
        """Whether the server still has the connection open.

        A server that ends a connection sends a message and closes it. Without one, and with no statement under way, the
        connection is usable; otherwise a statement is tried, as Django does every time.
        """
        if self.connection is None or self.connection.closed:
            return False
        said = select.poll()
        said.register(self.connection.fileno(), select.POLLIN)
        idle = self.connection.info.transaction_status == TransactionStatus.IDLE
        return (idle and not said.poll(0)) or super().is_usable()
