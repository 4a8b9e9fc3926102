"""Dynamic webhooks of OAuth 2.0 apps: registered through the REST API, delivered with a JWT."""
