"""`make test-fast` leaves out modules by name: each name is that of a module."""

from tests.support.skip_slow_modules import slow_modules


def test_every_slow_module_exists_and_stands_once() -> None:
    modules = slow_modules()
    assert modules
    assert len(modules) == len(set(modules))
