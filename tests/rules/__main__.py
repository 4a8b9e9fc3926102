"""`python -m tests.rules`: every violation, a line each; ends with 1 where there is any."""

from pathlib import Path

from tests.rules import claims, jql, no_first_site, secrets, transactions, views
from tests.rules.checking import check, sources

RULES = (transactions.RULE, no_first_site.RULE, secrets.RULE, claims.RULE, jql.RULE, views.RULE)


def main(root: Path = Path()) -> int:
    """Check the repository at *root*, which is where this runs."""
    found = check(sources(root), RULES)
    print(*found, sep="\n" if found else "", end="\n" if found else "")
    print(
        f"House rules: {len(RULES)} kept."
        if not found
        else f"House rules: {len(found)} violations."
    )
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
