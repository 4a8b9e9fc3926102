"""Reads environments as JSON, and prints for each what our checks say in it.

Applications are loaded once. A child of its own for each environment reads the settings anew, so that no case knows
of another.
"""

import json
import os
import sys
import tempfile
from typing import Any

import django
from django.conf import settings
from django.core import checks
from django.utils.functional import empty

ROOMS = ("accounts", "background", "config", "integrations", "issues")
OURS: list[Any] = []


def said_in(environment: dict[str, str]) -> dict[str, Any]:
    """What the checks say, and what is printed on the way."""
    with tempfile.TemporaryFile("w+") as printed, tempfile.TemporaryFile("w+") as answer:
        child = os.fork()
        if child == 0:
            os.dup2(printed.fileno(), 1)
            os.dup2(printed.fileno(), 2)
            try:
                json.dump(look(environment), answer)
                answer.flush()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(0)
        os.waitpid(child, 0)
        printed.seek(0)
        answer.seek(0)
        return {
            "errors": ["it broke"],
            "warnings": [],
            **json.loads(answer.read() or "{}"),
            "printed": printed.read(),
        }


def look(environment: dict[str, str]) -> dict[str, list[str]]:
    """Read the settings anew, and run every check of ours."""
    os.environ.clear()
    os.environ.update(environment, DJANGO_SETTINGS_MODULE="config.settings")
    sys.modules.pop("config.settings", None)
    settings._wrapped = empty
    found = [said for check in OURS for said in check(app_configs=None)]
    errors = [each.msg for each in found if each.level >= checks.ERROR]
    return {"errors": errors, "warnings": [each.msg for each in found if each.level < checks.ERROR]}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    OURS += [check for check in checks.registry.registry.get_checks() if check.__module__.startswith(ROOMS)]
    json.dump([said_in(each) for each in json.load(sys.stdin)], sys.stdout)
