"""Keys rotated, the account linked anew, the link ended, a process overtaken: all while an exchange is under way.

Whoever asked leaves, and four consents come back at once.

The rule at stake: no living pair is dropped for a dead one.
"""

import signal
from collections.abc import Callable
from functools import partial
from io import StringIO

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management import call_command, get_commands

from accounts.models import User
from integrations import connections, oauth
from integrations.connections import lease, load_connection
from integrations.models import Connection, ConnectionState, Token
from tests.campaigns.forked_processes import Process, attempt, stopping_at
from tests.campaigns.tokens_environment import Stage, ledger, renewing
from tests.campaigns.tokens_report import Report

HOLD_SECONDS = 1.5  # long enough to link anew on a busy machine
PATIENCE_SECONDS = 60.0  # four turns on a busy machine
MOST_TIMES = 10  # a round differs from the next in nothing but the moment
ACCOUNT = "alice"
LATER = 11 * 60.0
Round = Callable[[Stage], bool]


def keys_rotated(stage: Stage) -> bool:
    """The exchange's process still seals with the old key when the new one is promoted beside it."""
    linked, (old, new) = (
        _linked(stage),
        (settings.TOKEN_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()),
    )
    settings.TOKEN_ENCRYPTION_KEYS = [old, new]
    process = _begun(stage, linked)
    settings.TOKEN_ENCRYPTION_KEYS = [new, old]
    _rotate()
    good = process.result() == "good"
    _rotate()
    settings.TOKEN_ENCRYPTION_KEYS = [new]
    opens = attempt(lambda: _open(linked)) == "good"
    return good and opens and ledger(linked) == ["saved"] and _lives_later(stage, linked)


def linked_anew(stage: Stage) -> bool:
    """The consent's pair is kept, the exchange's answer dropped."""
    linked = _linked(stage)
    process = _begun(stage, linked)
    _link_again(stage, linked)
    good = process.result() == "good"
    return good and ledger(linked) == ["dropped"] and _lives_later(stage, linked)


def consented_before_the_answer(stage: Stage) -> bool:
    """Consent is given while the exchange is under way, and kept only after its answer was saved."""
    linked = _linked(stage)
    process = _begun(stage, linked)
    answer = stage.consent(ACCOUNT)
    process.result()
    stage.keep(_owner(linked), ACCOUNT, answer)
    return _lives_later(stage, linked)


def revoked_and_linked_anew(stage: Stage) -> bool:
    """The refusal that comes late is one of the earlier grant: it ends nothing."""
    linked = _linked(stage)
    process = _begun(stage, linked)
    stage.revoke_consent(ACCOUNT)
    _link_again(stage, linked)
    good = process.result() == "good"
    return good and ledger(linked) == ["dropped"] and _lives_later(stage, linked)


def disconnected(stage: Stage) -> bool:
    """The link stays ended, without tokens; linking again makes it good."""
    linked = _linked(stage)
    process = _begun(stage, linked)
    connections.disconnect(linked.pk)
    told = process.result().startswith("NotConnected")
    linked.refresh_from_db()
    ended = (
        linked.state == ConnectionState.DISCONNECTED
        and not Token.objects.filter(connection=linked).exists()
    )
    ended = ended and ledger(linked) == ["dropped"]
    _link_again(stage, linked)
    return told and ended and _lives_later(stage, linked)


def overtaken(stage: Stage) -> bool:
    """A process sleeps before it saves, beyond its lease; beat renews; what it saves on waking is dropped.

    At a Data Center beat is refused, and what the process saves on waking is the only living pair.
    """
    linked = _linked(stage)
    process = Process(stopping_at(lease, "save", lambda: attempt(renewing(linked))))
    stopped = process.await_stop()
    stage.advance(61)
    stage.mend()
    process.signal(signal.SIGCONT)
    good = process.result() == "good"
    return (
        stopped
        and good
        and sorted(ledger(linked)) == [stage.overtaking, "saved"]
        and _lives_later(stage, linked)
    )


def left(stage: Stage) -> bool:
    """Whoever asked has no more time; the answer is saved without them."""
    linked = _linked(stage)
    _hold(stage)
    process = Process(
        lambda: attempt(lambda: connections.refresh(linked.pk, asked_by="web", within=0.05))
    )
    told = process.result().startswith("TakesLong")
    return told and ledger(linked) == ["saved"] and _lives_later(stage, linked)


def consented_in_four_tabs(stage: Stage) -> bool:
    """Four codes are exchanged at once, by processes of their own; the answer to the first comes late."""
    linked = _linked(stage)
    user = _owner(linked)
    codes = [stage.code(ACCOUNT) for _ in range(4)]
    stage.sandbox.fault("answer_late", path=stage.token_path, seconds=HOLD_SECONDS, times=1)

    def redeeming(code: Callable[[], oauth.TokenAnswer]) -> Callable[[], object]:
        return lambda: connections.redeem(
            user, code, within=PATIENCE_SECONDS, instance=stage.instance
        )

    tabs = [Process(partial(attempt, redeeming(code))) for code in codes]
    good = [each.result() for each in tabs] == ["good"] * len(tabs)
    return good and ledger(linked) == [] and _lives_later(stage, linked)


ROUNDS: dict[str, tuple[Round, bool]] = {
    # The second: whether it consents, so that what a consent does to earlier tokens matters.
    "keys rotated": (keys_rotated, False),
    "linked anew": (linked_anew, True),
    "consented, then answered, then kept": (consented_before_the_answer, True),
    "revoked and linked anew": (revoked_and_linked_anew, True),
    "disconnected and linked again": (disconnected, True),
    "process overtaken after its lease": (overtaken, False),
    "who asked has left": (left, False),
    "consented in four tabs": (consented_in_four_tabs, True),
}


def run(stage: Stage, report: Report, times: int) -> None:
    """Every round, ten times at most, for both answers to a reuse and, where one consents, both to that."""
    times = min(times, MOST_TIMES)
    for reuse in stage.reuse:
        report.title(f"during an exchange, {times} times each, reuse {reuse}:")
        for name, (play, consents) in ROUNDS.items():
            for reconsent in stage.reconsent if consents else ("keeps",):
                lost = 0
                for _ in range(times):
                    stage.fresh(0, reuse=reuse, reconsent=reconsent)
                    lost += not play(stage)
                knob = f", a consent {reconsent} earlier tokens" if consents else ""
                report.line(
                    f"{name}{knob}: {times} times, {lost} living pairs lost", broken=bool(lost)
                )


def _linked(stage: Stage) -> Connection:
    user = User.objects.create(username=ACCOUNT, email=f"{ACCOUNT}@lodge.test")
    return stage.keep(user, ACCOUNT, stage.consent(ACCOUNT))


def _owner(linked: Connection) -> User:
    return User.objects.get(connections=linked)


def _link_again(stage: Stage, linked: Connection) -> None:
    stage.sandbox.control("DELETE", "/faults")
    stage.keep(_owner(linked), ACCOUNT, stage.consent(ACCOUNT))


def _begun(stage: Stage, linked: Connection) -> Process:
    """A process whose exchange the sandbox has received and holds."""
    _hold(stage)
    last = stage.sandbox.last_event()
    process = Process(lambda: attempt(renewing(linked)))
    stage.sandbox.wait_for("request_received", after=last)
    return process


def _hold(stage: Stage) -> None:
    stage.sandbox.fault("delay", path=stage.token_path, seconds=HOLD_SECONDS, times=1)


def _open(linked: Connection) -> None:
    """Raises Misconfigured when either token needs a key that is gone."""
    token = load_connection.read(linked.pk).token
    load_connection.access_token(token), load_connection.refresh_token(token)


def _rotate() -> None:
    """The command that seals everything with the newest key."""
    name = next(each for each in ("rotate_token_keys", "rotate_keys") if each in get_commands())
    call_command(name, stdout=StringIO())


def _lives_later(stage: Stage, linked: Connection) -> bool:
    """Both tokens are good, now and when every reuse interval is over."""
    if not stage.lives(linked):
        return False
    stage.advance(LATER)
    return stage.lives(linked)
