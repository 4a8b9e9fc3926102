"""A gate before a server of the stack, in a process of its own: open, silent, or shut.

`python -m tests.campaigns.attack.tcp_gate PORT HOST:PORT` listens on 127.0.0.1 and reads one word a line:

open: what comes is carried on. silent: connections are taken, and not a byte is carried either way. shut: nobody
listens, and what was connected is cut.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Self

from config.run import free_port

_CHUNK = 65536


class _Carrier:
    """The process behind it."""

    def __init__(self, port: int, to: tuple[str, int]) -> None:
        self._port, self._to = port, to
        self._open = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def obey(self) -> None:
        """Until the caller is gone."""
        loop = asyncio.get_running_loop()
        await self.become("open")
        while word := await loop.run_in_executor(None, sys.stdin.readline):
            await self.become(word.strip())
            print("done", flush=True)

    async def become(self, word: str) -> None:
        """Open, silent or shut."""
        if word == "open":
            self._open.set()
        else:
            self._open.clear()
        if word == "shut":
            if self._server is not None:
                self._server.close()
            self._server = None
            for writer in self._writers:
                writer.transport.abort()
        elif self._server is None:
            self._server = await asyncio.start_server(
                self._carry, "127.0.0.1", self._port, backlog=512
            )

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            await self._open.wait()
            there, back = await asyncio.open_connection(*self._to)
            self._writers.add(back)
            try:
                await asyncio.gather(self._pump(reader, back), self._pump(there, writer))
            finally:
                self._writers.discard(back)
                back.transport.abort()
        except OSError:
            pass
        finally:
            self._writers.discard(writer)
            writer.transport.abort()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(_CHUNK):
                await self._open.wait()
                sink.write(data)
                await sink.drain()
        with suppress(OSError, RuntimeError):
            sink.write_eof()


class Gate:
    """The caller's side."""

    def __init__(self, host: str, port: int) -> None:
        self.port = free_port(0)
        command = [
            sys.executable,
            "-m",
            "tests.campaigns.attack.tcp_gate",
            str(self.port),
            f"{host}:{port}",
        ]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.become("open")

    def become(self, word: str) -> None:
        """open, silent or shut; returns when it is so."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{word}\n")
        if self._process.stdout.readline() != "done\n":
            raise RuntimeError("the gate fell")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.communicate()

    @contextmanager
    def being(self, word: str) -> Iterator[None]:
        """Until the end of the block."""
        self.become(word)
        try:
            yield
        finally:
            self.become("open")


def main() -> None:
    """Carry, until told no more."""
    host, _, port = sys.argv[2].rpartition(":")
    asyncio.run(_Carrier(int(sys.argv[1]), (host, int(port))).obey())


if __name__ == "__main__":
    main()
