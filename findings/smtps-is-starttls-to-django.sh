#!/bin/sh
# django-environ 0.14.0 and dj-email-url 1.0.6: smtps:// turns on STARTTLS, where everybody else means TLS from the beginning.
#
# `https`, `ldaps`, `imaps`, `rediss`: the s stands for TLS from the first byte, and for mail IANA has given that port 465
# (RFC 8314, "submissions"). curl takes smtps:// so. Both readers of addresses that Django projects use set EMAIL_USE_TLS for
# it, which is STARTTLS, also with port 465 in the same address: the server waits for a TLS hello, the client for a greeting,
# until one of them gives up. What means port 465 to django-environ is smtp+ssl://. Seen:
#   smtps://u:p@mail.example.com:465    -> both: EMAIL_PORT 465, EMAIL_USE_TLS True, EMAIL_USE_SSL not set
#   smtp+ssl://u:p@mail.example.com:465 -> django-environ: EMAIL_USE_SSL True
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check django-environ==0.14.0 dj-email-url==1.0.6
"$folder/venv/bin/python" -W ignore - <<'PY'
import sys
import dj_email_url
from environ import Env

READERS = {"django-environ": Env.email_url_config, "dj-email-url": dj_email_url.parse}
EXPECTED = {
    ("django-environ", "smtps"): (465, True, False),
    ("dj-email-url", "smtps"): (465, True, False),
    ("django-environ", "smtp+ssl"): (465, False, True),
}
seen = {}
for reader, scheme in EXPECTED:
    made = READERS[reader](f"{scheme}://u:p@mail.example.com:465")
    how = (made["EMAIL_PORT"], bool(made.get("EMAIL_USE_TLS")), bool(made.get("EMAIL_USE_SSL")))
    seen[reader, scheme] = how
    print(f"{reader:15} {scheme:9} port {how[0]}, STARTTLS {how[1]}, TLS from the beginning {how[2]}")
sys.exit(seen != EXPECTED)
PY
