"""`python -m sandbox`: the command line."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType

from sandbox.app import create_app
from sandbox.data_center.instance import address
from sandbox.har import HarFile
from sandbox.jira.webhooks import delivery
from sandbox.people import Client, DataCenter, Site
from sandbox.seed import seed
from sandbox.server import serve
from sandbox.store import FileStore
from sandbox.world import World


def main() -> int:
    """Run until SIGTERM or SIGINT. Returns the exit status."""
    options = parser().parse_args()
    if options.die_with_parent:
        die_with_parent()
    client = Client(
        id=os.environ.get("SANDBOX_CLIENT_ID", ""),
        secret=os.environ.get("SANDBOX_CLIENT_SECRET", ""),
        name=os.environ.get("SANDBOX_CLIENT_NAME", "Lodge"),
        callbacks=options.callback,
    )
    if not (client.id and client.secret):
        print("SANDBOX_CLIENT_ID and SANDBOX_CLIENT_SECRET must be set", file=sys.stderr)
        return 2
    # before or after serving; while serving, the server handles it
    with suppress(KeyboardInterrupt):
        run(options, client)
    return 0


def run(options: argparse.Namespace, client: Client) -> None:
    """Listen, then load the world, then serve."""
    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGINT, interrupt)
    world = World(FileStore(options.state) if options.state else None, salt=options.salt)
    server = serve(options.port, lambda environ, start_response: [])
    world.base_url = f"http://127.0.0.1:{server.port}"
    har = HarFile(options.har, world.base_url) if options.har else None
    try:
        awaken(world, client)
        server.app = create_app(world, har=har, markup=options.markup)
        delivery.start(world)
        print(f"sandbox ready on {world.base_url}", flush=True)
        server.serve_forever()
    finally:
        server.server_close()
        if har is not None:
            har.close()
        world.store.close()


def awaken(world: World, client: Client) -> None:
    """Seed a new world. Tell a world from a state file its new address and app."""
    if world.is_empty:
        seed(world, client)
        return
    with world.lock:
        world.table(Client).put(client)
        for site in world.table(Site).all():
            site.url = f"{world.base_url}/_sites/{site.slug}"
            world.table(Site).put(site)
        for own in world.table(DataCenter).all():
            own.url = address(world, own.slug)
            world.table(DataCenter).put(own)


def interrupt(number: int, frame: FrameType | None) -> None:
    """End the server on SIGTERM or Ctrl-C. A second signal must not disturb the first one."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def die_with_parent() -> None:
    """Have Linux send SIGTERM when the parent process ends, in whatever way."""
    import ctypes

    set_parent_death_signal = 1  # PR_SET_PDEATHSIG of prctl(2)
    ctypes.CDLL(None, use_errno=True).prctl(set_parent_death_signal, signal.SIGTERM)


def parser() -> argparse.ArgumentParser:
    """The options; docs/sandbox.md explains them."""
    new = argparse.ArgumentParser(
        prog="python -m sandbox", description="A small Atlassian in its own process."
    )
    new.add_argument(
        "--port", type=int, required=True, help="port on 127.0.0.1; 0 takes a free one"
    )
    new.add_argument("--state", type=Path, help="SQLite file that keeps the world over restarts")
    new.add_argument(
        "--har", type=Path, help="record the traffic into this HAR 1.2 file, secrets masked"
    )
    new.add_argument(
        "--callback", action="append", default=[], help="allowed redirect_uri; repeatable"
    )
    new.add_argument("--salt", default="", help="text that changes every seeded id")
    new.add_argument(
        "--markup", choices=("cards", "plain"), default="cards", help="of the consent page"
    )
    new.add_argument(
        "--die-with-parent", action="store_true", help="stop when the parent process ends (Linux)"
    )
    return new


if __name__ == "__main__":
    sys.exit(main())
