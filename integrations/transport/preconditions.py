"""What must hold before a request is sent: no open transaction, and no copy of another installation's database."""

from django.db import Error, connections

from installation import copy_guard
from integrations.errors import Copied, Unavailable


def refuse_inside_a_transaction() -> None:
    """Raise RuntimeError inside an open transaction.

    The transaction around a test does not count. Django marks it for its durable blocks.
    """
    for database in connections.all(initialized_only=True):
        blocks = getattr(database, "atomic_blocks", ())
        if any(not getattr(block, "_from_testcase", False) for block in blocks):
            raise RuntimeError(
                "an HTTP call inside an open database transaction would hold its locks"
            )


def refuse_from_a_copy() -> None:
    """Raise Copied where the database is another installation's, Unavailable where that cannot be told."""
    try:
        copy_guard.check()
    except copy_guard.CopyError as error:
        raise Copied(str(error)) from None
    except Error as error:
        raise Unavailable(
            f"the database does not say whose it is: {type(error).__name__}"
        ) from None
