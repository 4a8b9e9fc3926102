"""A database backend for PostgreSQL, named by `ENGINE`."""
