"""Pages about the user's own link. `begin` and `complete` are social_django's only views with an address."""
