#!/bin/sh
# ruamel.yaml 0.19.1, npm yaml 2.9.1, npm js-yaml 5.5.0: three readers of YAML 1.2, two opinions on what is a number.
#
# ruamel.yaml reads YAML 1.2 unless told otherwise. 1.2's core schema knows no underscores, no binary, no sign before
# 0o or 0x; ruamel.yaml takes them for numbers all the same, as YAML 1.1 does, and the other two for text. What has to
# stay a text to every reader must be quoted. Seen, as (ruamel.yaml, yaml, js-yaml), n a number, t a text:
#   0o17 nnn   1e3 nnn   08 nnn   1_000 ntt   0b11 ntt   -0o7 ntt   -0x1F ntt
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ruamel.yaml==0.19.1
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts yaml@2.9.1 js-yaml@5.5.0 >/dev/null
cat >read.js <<'JS'
const readers = [require("yaml").parse, require("js-yaml").load];
const said = (read, text) => (typeof read("a: " + text).a === "number" ? "n" : "t");
console.log(JSON.stringify(process.argv.slice(2).map((text) => readers.map((read) => said(read, text)).join(""))));
JS
"$folder/venv/bin/python" - <<'PY'
import json
import subprocess
import sys
from ruamel.yaml import YAML

TEXTS = {"0o17": "nnn", "1e3": "nnn", "08": "nnn", "1_000": "ntt", "0b11": "ntt", "-0o7": "ntt", "-0x1F": "ntt"}
others = json.loads(subprocess.check_output(["node", "read.js", *TEXTS]))
reader = YAML(typ="safe", pure=True)
seen = {}
for text, rest in zip(TEXTS, others, strict=True):
    seen[text] = ("t" if isinstance(reader.load(f"a: {text}")["a"], str) else "n") + rest
    print(text, seen[text])
sys.exit(seen != TEXTS)
PY
