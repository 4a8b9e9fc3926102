"""`make check`'s part that needs settings: migrations are complete, and `check --deploy` finds nothing.

Runs with the settings of a production host made up here, so that it needs no environment of its own.
"""

import os
import subprocess
import sys
import tempfile

from cryptography.fernet import Fernet

PRODUCTION = {
    "SECRET_KEY": "as-long-and-as-random-as-a-key-of-production-has-to-be-0123456789abcdef",
    "PUBLIC_URL": "https://lodge.example.com",
    "ATLASSIAN_CLIENT_ID": "client",
    "ATLASSIAN_CLIENT_SECRET": "secret",
    "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "ADMINS": "ops@example.com",
    "DEFAULT_FROM_EMAIL": "Lodge <lodge@example.com>",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.com:587",
    "REDIS_URL": "redis://localhost:6379/0",
    "DEBUG": "false",
    "SINGLE_HOST": "true",
    "LODGE_ENV_FILE": os.devnull,
}


def main() -> int:
    """The first exit status that is not 0, or 0."""
    with tempfile.TemporaryDirectory() as scratch:
        environment = {
            **os.environ,
            **PRODUCTION,
            "LODGE_VAR_DIR": scratch,
            "DATABASE_URL": f"sqlite:///{scratch}/lodge.sqlite3",
            "FILES_URL": f"file://{scratch}/files",
        }
        for command in (
            ["makemigrations", "--check", "--dry-run"],
            ["check", "--deploy", "--fail-level", "WARNING"],
        ):
            status = subprocess.run(
                [sys.executable, "manage.py", *command], env=environment, check=False
            ).returncode
            if status:
                return status
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
