#!/bin/sh
# django-environ 0.14.0 and dj-database-url 3.1.0: the same valid address of PostgreSQL names two databases, and none of the two
# reads every one as libpq does.
#
# The address is a form that PostgreSQL's manual gives (libpq, "Connection URIs"), so one expects every reader to come to what
# psycopg comes to. Seen:
#   a + in the name                          libpq, dj-database-url: a+b; django-environ: "a b" (it undoes + as forms do, but
#                                            in the name alone: a + in the password stays)
#   the folder of a socket, %2Frun%2Fpg      libpq, dj-database-url: /run/pg; django-environ: the host called %2Frun%2Fpg
#   several hosts, each with its port        libpq, django-environ: both; dj-database-url: refuses the address
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  django-environ==0.14.0 dj-database-url==3.1.0 'psycopg[binary]==3.3.9'
"$folder/venv/bin/python" - <<'PY'
import sys
import dj_database_url
from environ import Env
from psycopg.conninfo import conninfo_to_dict

def libpq(url):
    made = conninfo_to_dict(url)
    return made.get("host"), made["dbname"]

def by(parse):
    def read(url):
        try:
            made = parse(url)
        except Exception as error:
            return type(error).__name__
        return made["HOST"], made["NAME"]
    return read

READERS = {"libpq": libpq, "django-environ": by(Env.db_url_config), "dj-database-url": by(dj_database_url.parse)}
EXPECTED = {
    "postgresql://u:p+w@h/a+b": [("h", "a+b"), ("h", "a b"), ("h", "a+b")],
    "postgresql://u:p@%2Frun%2Fpg/n": [("/run/pg", "n"), ("%2Frun%2Fpg", "n"), ("/run/pg", "n")],
    "postgresql://u@one:5432,two:5433/n": [("one,two", "n"), ("one,two", "n"), "ParseError"],
}
seen = {url: [read(url) for read in READERS.values()] for url in EXPECTED}
for url, made in seen.items():
    print(url, *(f"  {reader}: {each}" for reader, each in zip(READERS, made)), sep="\n")
sys.exit(seen != EXPECTED)
PY
