"""Erasing a person: which tables here hold data about them, and what happens to their reports first."""

from issues.erasing import before_erasure, personal_data_tables, stored_accounts

__all__ = ["before_erasure", "personal_data_tables", "stored_accounts"]
