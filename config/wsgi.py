"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

_django = get_wsgi_application()

from config.checks import refuse_to_start_if_wrong  # noqa: E402  (the applications must be loaded first)
from config.unstorable_text import SingleCharset  # noqa: E402

refuse_to_start_if_wrong()

application = SingleCharset(_django)
