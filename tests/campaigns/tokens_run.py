"""The campaign on one database, DATABASE_URL, which is empty: `python -m tests.campaigns.tokens_run KILLS`."""

import os
import sys

import django
from django.conf import settings
from django.core.management import call_command

import tests.support.environment  # noqa: F401  # what settings.py reads when Django is set up


def main(kills: int) -> int:
    """Migrate, play every part, print; 1 when a promise was broken."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    from tests.campaigns import (
        tokens_concurrent_callers,
        tokens_concurrent_changes,
        tokens_data_center,
        tokens_killed_processes,
        tokens_shared_links,
    )
    from tests.campaigns.tokens_report import Report

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    stage, report = tokens_data_center.stage_of_kind(), Report()
    try:
        if stage.kind == "data_center_oauth":
            tokens_data_center.run(stage, report, kills)
        elif stage.is_shared:
            tokens_shared_links.run(stage, report, kills)
        else:
            tokens_concurrent_callers.run(stage, report)
            tokens_killed_processes.run(stage, report, kills)
            tokens_concurrent_changes.run(stage, report, kills)
    finally:
        stage.close()
    return report.verdict()


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))
