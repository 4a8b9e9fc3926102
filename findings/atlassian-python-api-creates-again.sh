#!/bin/sh
# atlassian-python-api 5.0.5 (PyPI): with backoff_and_retry, a create that was answered with 503 is sent again, and again.
#
# The retries are urllib3's, which by itself repeats no POST, because it may have been carried out. The client names
# all methods, POST among them: where the gateway answers 503 after Jira created the issue, there are as many issues
# as tries. The other client of PyPI, jira 3.10.5, repeats a create for 429 and not for 503. Seen, as creates received:
#   503: atlassian-python-api 3 (max_backoff_retries=2), jira 1;   429, once: both 2
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check atlassian-python-api==5.0.5 jira==3.10.5
"$folder/venv/bin/python" - <<'PY'
import contextlib
import json
import logging
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from atlassian import Jira
from jira import JIRA

logging.disable()
SERVER_INFO = {"version": "1001.0.0", "versionNumbers": [1001, 0, 0], "deploymentType": "Cloud"}
creates, statuses = [], []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.say(200, SERVER_INFO)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        creates.append(self.path)
        status = statuses.pop(0) if len(statuses) > 1 else statuses[0]
        self.say(status, {"id": "1", "key": "A-1"} if status == 201 else {})

    def say(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        if status == 429:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
fields = {"summary": "x", "project": {"key": "A"}, "issuetype": {"id": "1"}}
one = Jira(url=url, username="a", password="t", cloud=True, backoff_and_retry=True, max_backoff_retries=2, max_backoff_seconds=2)
other = JIRA(server=url, basic_auth=("a", "t"), max_retries=2)
seen = {}
for name, create in (("atlassian-python-api", one.issue_create), ("jira", lambda fields: other.create_issue(fields=fields, prefetch=False))):
    for case, answers in (("503", [503]), ("429, once", [429, 201])):
        creates.clear()
        statuses[:] = answers
        with contextlib.suppress(Exception):
            create(fields)
        seen[name, case] = len(creates)
        print(f"{name}, {case}: {len(creates)}")
expected = {
    ("atlassian-python-api", "503"): 3,
    ("jira", "503"): 1,
    ("atlassian-python-api", "429, once"): 2,
    ("jira", "429, once"): 2,
}
sys.exit(seen != expected)
PY
