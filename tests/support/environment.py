"""The settings under which tests run, set before Django reads its own. Loaded by `-p` in pyproject.toml.

DATABASE_URL and REDIS_URL are the caller's: `make test` runs the suite on PostgreSQL and Redis where those are
found, and the database parts on SQLite again.
"""

import os
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

_scratch = Path(tempfile.mkdtemp(prefix="lodge-test-"))

os.environ.update(
    LODGE_ENV_FILE=os.devnull,
    LODGE_VAR_DIR=str(_scratch),
    SECRET_KEY="a-key-for-tests-only-long-enough-to-be-taken-seriously-by-check---deploy",
    DEBUG="false",
    SINGLE_HOST="true",
    PUBLIC_URL="http://lodge.test",
    ALLOWED_HOSTS="lodge.test,testserver,localhost,127.0.0.1",
    ADMINS="ops@lodge.test",
    DEFAULT_FROM_EMAIL="Lodge <lodge@lodge.test>",
    FILES_URL=f"file://{_scratch / 'files'}",
    EMAIL_URL="memorymail://",
    ATLASSIAN_AUTH_URL="http://127.0.0.1:9",
    ATLASSIAN_API_URL="http://127.0.0.1:9",
    ATLASSIAN_CLIENT_ID="lodge-under-test",
    ATLASSIAN_CLIENT_SECRET="the-client-secret-of-the-tests",
    TOKEN_ENCRYPTION_KEYS=Fernet.generate_key().decode(),
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
)
# Tests start Python hundreds of times, and pytest rewrites each module: what is compiled once is read much faster.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Nobody cuts the power: a commit need not wait for the disk, in the processes that tests start either.
os.environ.setdefault("PGOPTIONS", "-c synchronous_commit=off")
if not os.environ.get("DATABASE_URL"):
    os.environ["DATABASE_URL"] = f"sqlite:///{_scratch / 'tests.sqlite3'}"
os.environ.pop("ATLASSIAN_ALLOWED_SITES", None)
if os.environ.get("REDIS_URL", "none") in ("", "none"):
    os.environ["REDIS_URL"] = "none"
else:
    # One Redis database for each process of the run: the cache is emptied between tests.
    _worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    _database = os.environ.get("LODGE_REDIS_DATABASE") or str(1 + _worker % 13)
    os.environ["REDIS_URL"] = (
        urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{_database}").geturl()
    )
