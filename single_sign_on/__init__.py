"""Signing in to Lodge with an account elsewhere: OpenID Connect, and Atlassian.

It has no tables of its own: who belongs to which account elsewhere is `accounts.models.ExternalIdentity`.
"""
