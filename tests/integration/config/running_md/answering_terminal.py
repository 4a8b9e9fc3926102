"""A terminal whose questions are answered, as somebody answers them who follows a document."""

import fcntl
import os
import pty
import re
import select
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def converse(command: Sequence[str], answers: Mapping[str, str], seconds: float) -> tuple[int, str]:
    """Run *command* in a terminal of its own. Whenever what it printed last is like a key of *answers*, type the value.

    Returns its exit status and all that was to be read. Raises TimeoutError after *seconds*, with what was printed.
    """
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=_take_terminal,  # noqa: PLW1509  (this thread holds no lock that the child needs)
    )
    os.close(theirs)
    until, printed, answered = time.monotonic() + seconds, b"", 0
    try:
        while time.monotonic() < until:
            if not select.select([ours], [], [], 0.5)[0]:
                continue
            try:
                printed += os.read(ours, 65536)
            except OSError:  # nobody has the other end open any more
                return process.wait(30), _text(printed)
            asked = _text(printed[answered:])
            for question, answer in answers.items():
                if re.search(question + r"\Z", asked):
                    os.write(ours, f"{answer}\n".encode())
                    answered = len(printed)
        raise TimeoutError(_text(printed))
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(60)
        os.close(ours)


def _text(printed: bytes) -> str:
    return printed.decode(errors="replace").replace("\r\n", "\n")
