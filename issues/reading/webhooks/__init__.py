"""Webhooks: Jira tells Lodge at once that something changed, and Lodge reads what.

A delivery is a hint and never trusted for content. Without webhooks, and for what they do not tell, the polls of
`issues.reading.background_tick` find every change a few minutes later.
"""
