"""Django's backend for PostgreSQL, but that its look at a kept connection costs no round trip.

Source: docs.djangoproject.com, "Subclassing the built-in database backends".
"""

import select

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """What `CONN_HEALTH_CHECKS` asks of each connection once in every request."""

    def is_usable(self) -> bool:
        """Whether the server still holds the connection.

        A server that ends one says so and hangs up. Where the last statement is over and nothing was said since, all is
        well; else a statement is tried, as Django does it every time.
        """
        if self.connection is None or self.connection.closed:
            return False
        said = select.poll()
        said.register(self.connection.fileno(), select.POLLIN)
        idle = self.connection.info.transaction_status == TransactionStatus.IDLE
        return (idle and not said.poll(0)) or super().is_usable()
