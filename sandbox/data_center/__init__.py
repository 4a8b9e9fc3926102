"""Jira Data Center, two releases of it, each below a path of its own: `/_dc/10/jira` and `/_dc/11`.

They share the code of the simulated Jira, and differ in paths, users, search, sign-in, limits and OAuth 2.0.
`instance.seed` fills a new world.
"""

from flask import Flask

from sandbox.data_center import instance, oauth, rest
from sandbox.data_center.control import control_blueprint

__all__ = ["instance", "mount"]


def mount(app: Flask) -> None:
    """Serve both releases, and what tests may change about them."""
    for name in instance.SLUGS:
        prefix = f"/_dc/{name}"
        own = name.replace("/", "-")
        app.register_blueprint(rest.blueprint(name), name=f"dc-{own}", url_prefix=prefix)
        app.register_blueprint(
            oauth.blueprint(name), name=f"dc-oauth-{own}", url_prefix=f"{prefix}/rest/oauth2/latest"
        )
    app.register_blueprint(control_blueprint())
