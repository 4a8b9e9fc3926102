"""Forms for signing in, passwords, preferences and invitations."""
