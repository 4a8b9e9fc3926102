"""The admin pages for links: they show everything but secrets, and allow no editing.

Token is not registered. Only Lodge writes these rows. Each action that an admin may take is a view of its own.
"""

from django.contrib import admin
from social_django.models import Association, Nonce, UserSocialAuth

from integrations.admin import account_reports, connections, pauses, refresh_attempts

__all__ = ["account_reports", "connections", "pauses", "refresh_attempts"]

# python-social-auth's tables stay empty here, so the admin does not list them.
admin.site.unregister([Association, Nonce, UserSocialAuth])
