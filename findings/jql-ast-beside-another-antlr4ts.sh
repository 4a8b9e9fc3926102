#!/bin/sh
# @atlaskit/jql-ast 4.0.0 with @atlaskit/jql-parser 3.0.1 (npm): beside the newest antlr4ts, the parser refuses "project = A".
#
# Both packages pin antlr4ts 0.5.0-alpha.4. Where anything else brings the version that npm calls the latest,
# 0.5.0-dev, npm gives each of the two a copy of its own. Then the tree is built with one copy and looked through with
# the other, and each `=`, `~` and ORDER BY is an error, while lists and the empty query pass. So a checker that used to
# agree with Jira refuses nearly everything after an unrelated installation. Seen, as numbers of errors:
#   alone: "project = A" 0, "project in (A, B)" 0;   beside antlr4ts 0.5.0-dev: 1 and 0
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >ask.js <<'JS'
const { JastBuilder } = require("@atlaskit/jql-ast");
const errors = (query) => new JastBuilder().build(query).errors.length;
const seen = ["project = A", "project in (A, B)"].map(errors).join(" ");
console.log(`errors: ${seen}`);
process.exit(seen === process.argv[2] ? 0 : 1);
JS
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps @atlaskit/jql-ast@4.0.0 \
  @atlaskit/jql-parser@3.0.1 >/dev/null
node ask.js "0 0"
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps antlr4ts@0.5.0-dev >/dev/null
node ask.js "1 0"
