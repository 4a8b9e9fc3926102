"""A secret is opened by the vault and by the transport, at the socket, and nowhere else."""

from collections.abc import Iterator

from tests.rules.checking import Rule, Source, called

_OPENED_IN = ("integrations/vault.py", "integrations/transport/send.py")


def look(source: Source) -> Iterator[tuple[int, str]]:
    """`.reveal()` outside those two."""
    if source.path.as_posix() in _OPENED_IN:
        return
    for call, name in called(source.tree):
        if name.endswith(".reveal"):
            yield call.lineno, "pass the Secret on; only the transport opens it"


RULE = Rule("secret-revealed", look)
