"""A database backend of Django's, as `ENGINE` names it."""
