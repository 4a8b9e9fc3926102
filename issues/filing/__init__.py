"""Turns a posted form into rows of the outbox: a report, a comment, or a report marked as filed."""
