"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

_django = get_wsgi_application()

from config.checks import refuse_to_start_if_wrong  # noqa: E402  (the applications must be loaded first)
from config.storable import InOneCharset  # noqa: E402

refuse_to_start_if_wrong()

application = InOneCharset(_django)
