"""Pages for signing in, passwords, preferences, invitations and the second factor."""
