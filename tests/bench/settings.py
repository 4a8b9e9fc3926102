"""Lodge's settings as production has them, with the static files of a run in its own folder."""

from config.settings import *  # noqa: F403
from config.settings import VAR_DIR

STATIC_ROOT = VAR_DIR / "static"
