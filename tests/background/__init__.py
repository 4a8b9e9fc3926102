"""The queue in the database, and who works on it."""
