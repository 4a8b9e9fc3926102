"""What `make test-fast` leaves out: the modules of tests/slow.txt."""

from tests.support.paths import ROOT, TESTS


def slow_modules() -> list[str]:
    """Their paths, from the top folder. Raises FileNotFoundError for one that is gone."""
    lines = (TESTS / "slow.txt").read_text(encoding="utf-8").splitlines()
    paths = [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]
    if missing := [path for path in paths if not (ROOT / path).exists()]:
        raise FileNotFoundError(f"tests/slow.txt names {', '.join(missing)}")
    return paths
