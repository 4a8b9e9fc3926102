#!/bin/sh
# oidc-provider-mock 0.3.4 (PyPI, a provider for tests): who consents comes back with `state`, who presses "Deny" without it.
#
# OAuth requires `state` in an error answer if the request had one (RFC 6749, 4.1.2.1). An application that looks for the state
# first, as it should, takes the answer for a foreign one, so its page "you did not agree" is never reached by a test with this
# provider, and a test that reaches it shows an application that does not look. Seen, as members of the address that is gone back to:
#   consent: code state | deny: error error_description
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check oidc-provider-mock==0.3.4
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import sys
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock

ASKED = {
    "client_id": "app",
    "redirect_uri": "https://app.example/back",
    "response_type": "code",
    "scope": "openid",
    "state": "s-1",
    "nonce": "n-1",
}
seen = []
browser = oidc_provider_mock.app().test_client()
for name, form in (("consent", {"sub": "somebody"}), ("deny", {"action": "deny"})):
    answer = browser.post("/oauth2/authorize", query_string=ASKED, data=form)
    members = sorted(parse_qs(urlsplit(answer.headers["Location"]).query))
    seen.append(f"{name}: {' '.join(members)}")
print(*seen, sep=" | ")
sys.exit(seen != ["consent: code state", "deny: error error_description"])
PY
