"""The campaign on one database, DATABASE_URL, which is empty: `python -m tests.campaigns.filing.run COUNT`."""

import os
import sys

import django
from django.core.management import call_command

import tests.support.environment  # noqa: F401  # what settings.py reads when Django is set up


def main(count: int) -> int:
    """Migrate, let the storm play, let it calm down, count; 1 when a promise was broken."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from django.core.cache import cache

    from tests.campaigns.filing import concurrent_filing
    from tests.campaigns.filing.compare_with_jira import verdict
    from tests.campaigns.filing.lodge_stack import Stage

    cache.clear()
    with Stage() as stage:
        campaign = concurrent_filing.play(stage, count)
        return verdict(stage, campaign)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))
