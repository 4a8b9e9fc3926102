"""What those who run Lodge see of people's links: everything but secrets, to read and not to write.

Token is not registered. The product owns this truth, so nothing is edited here; what an admin can do is a view of its
own.
"""

from django.contrib import admin
from social_django.models import Association, Nonce, UserSocialAuth

from integrations.admin import attempts, connections, pauses

__all__ = ["attempts", "connections", "pauses"]

# Tables of python-social-auth that stay empty here: nothing is to be looked at, let alone added.
admin.site.unregister([Association, Nonce, UserSocialAuth])
