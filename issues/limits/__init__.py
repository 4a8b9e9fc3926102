"""Quotas of one person, and the longest text."""
