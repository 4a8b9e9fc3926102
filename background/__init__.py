"""Background work: a message queue in the database for installations without Redis, heartbeats and dead letters."""
