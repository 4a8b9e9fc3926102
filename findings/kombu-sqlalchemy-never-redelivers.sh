#!/usr/bin/env bash
# kombu 5.7.0 with SQLAlchemy 2.0.44, SQLite: the transport `sqla+sqlite://` forgets what a consumer took and did not acknowledge.
#
# Kombu's virtual transports acknowledge late: what is not acknowledged is to be delivered again. The SQLAlchemy transport marks a
# row as invisible when it is taken and never looks at it again. Three messages are put; a consumer takes one and is killed
# (SIGKILL) before it acknowledges; others then read the queue. Seen:
#   - two of three messages come: the one that the killed consumer held is never delivered again, at once or later;
#   - acknowledging deletes nothing: all three rows stay in the table for ever, two of them acknowledged.
# Celery with `task_acks_late` on this broker therefore loses tasks of a killed worker, and the table only grows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check kombu==5.7.0 SQLAlchemy==2.0.44
cd "$folder"
cat >door.py <<'PY'
import kombu

def connection():
    return kombu.Connection("sqla+sqlite:///queue.sqlite3")
PY
cat >killed.py <<'PY'
import os, signal
from door import connection

with connection() as broker:
    message = broker.SimpleQueue("work").get(block=True, timeout=10)
    print("killed with", message.payload, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
PY
cat >play.py <<'PY'
import sqlite3, subprocess, sys, time
from queue import Empty
from door import connection

with connection() as broker:
    queue = broker.SimpleQueue("work")
    for number in range(3):
        queue.put({"number": number})
    queue.close()
subprocess.run([sys.executable, "killed.py"])
came, until = [], time.monotonic() + 15
with connection() as broker:
    queue = broker.SimpleQueue("work")
    while time.monotonic() < until:
        try:
            message = queue.get(block=True, timeout=2)
        except Empty:
            continue
        came.append(message.payload["number"])
        message.ack()
    queue.close()
rows = sqlite3.connect("queue.sqlite3").execute("SELECT visible, count(*) FROM kombu_message GROUP BY visible").fetchall()
print("delivered and acknowledged:", came, "of 3")
print("rows left, (visible, count):", rows)
sys.exit(0 if (came, rows) == ([1, 2], [(0, 3)]) else 1)
PY
"$folder/venv/bin/python" play.py
