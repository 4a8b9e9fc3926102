"""Reads environments as JSON, and prints for each what our checks say in it.

Applications are loaded once, and the settings read anew for each environment. Nothing of one case is left for the next:
settings come from the environment and from nowhere else.
"""

import json
import os
import sys
import tempfile
import traceback
from typing import IO, Any

import django
from django.conf import settings
from django.core import checks
from django.utils.functional import empty

ROOMS = ("accounts", "background", "config", "integrations", "issues", "single_sign_on")


def said_in(environment: dict[str, str], ours: list[Any], printed: IO[str]) -> dict[str, Any]:
    """What the checks *ours* say, and what is *printed* on the way."""
    before = printed.seek(0, os.SEEK_END)
    try:
        found = look(environment, ours)
    except Exception:
        found = {"errors": [traceback.format_exc()], "warnings": []}
    sys.stdout.flush()
    sys.stderr.flush()
    printed.seek(before)
    return {**found, "printed": printed.read()}


def look(environment: dict[str, str], ours: list[Any]) -> dict[str, list[str]]:
    """Read the settings anew, and run every check of ours."""
    os.environ.clear()
    os.environ.update(environment, DJANGO_SETTINGS_MODULE="config.settings")
    sys.modules.pop("config.settings", None)
    settings._wrapped = empty
    found = [said for check in ours for said in check(app_configs=None)]
    errors = [each.msg for each in found if each.level >= checks.ERROR]
    return {"errors": errors, "warnings": [each.msg for each in found if each.level < checks.ERROR]}


def main() -> None:
    """Answer all of them; the answers go where our standard output went, and what is printed meanwhile does not."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    registered = checks.registry.registry.get_checks()
    ours = [check for check in registered if check.__module__.startswith(ROOMS)]
    answers = os.fdopen(os.dup(1), "w")
    with tempfile.TemporaryFile("w+") as printed:
        os.dup2(printed.fileno(), 1)
        os.dup2(printed.fileno(), 2)
        json.dump([said_in(each, ours, printed) for each in json.load(sys.stdin)], answers)
    answers.close()


if __name__ == "__main__":
    main()
