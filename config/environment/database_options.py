"""How Lodge connects to its database: the options that Django's defaults lack."""

from typing import Any

# Without these three, a fifth of the writes of six concurrent writers fail with "database is locked".
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
}
# A host that disappears sends nothing: without these, a process waits for it for 15 minutes.
_POSTGRESQL = {
    "connect_timeout": 10,  # seconds
    "tcp_user_timeout": 15_000,  # milliseconds
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}


def with_options(database: dict[str, Any], *, prepare: bool) -> dict[str, Any]:
    """*database*, an entry of DATABASES, with its options. *prepare*: the setting DATABASE_PREPARE.

    PostgreSQL parses and plans a prepared statement once for each connection. A pooler that gives transactions
    different connections may not know the statement: DATABASE_PREPARE=false is for that.
    """
    if "sqlite" in database["ENGINE"]:
        return database | {"OPTIONS": _SQLITE}
    options = _POSTGRESQL | database.get("OPTIONS", {})
    found = {"CONN_MAX_AGE": 60} | database | {"CONN_HEALTH_CHECKS": True}
    if prepare:
        return found | {"OPTIONS": options | {"server_side_binding": True, "prepare_threshold": 2}}
    # such a pooler may not know server-side cursors, either
    return found | {"OPTIONS": options, "DISABLE_SERVER_SIDE_CURSORS": True}
