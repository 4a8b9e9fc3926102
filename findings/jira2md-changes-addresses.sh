#!/bin/sh
# jira2md 3.0.1 (npm, Markdown to Jira's wiki markup): emphasis is looked for everywhere, inside addresses and behind
# backslashes, too; a link ends at the first bracket.
#
# Signs that Markdown leaves alone come out as others, so the link leads elsewhere and the text says something else.
# Seen:
#   "https://example.org/?x=*y*" becomes "https://example.org/?x=_y_"
#   "\*no\*" (two asterisks as text) becomes "\_no\_" (two underscores)
#   "[a](https://example.org/x_(y))" becomes "[a|https://example.org/x_(y])"
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts jira2md@3.0.1 >/dev/null
cat >ask.js <<'JS'
const { to_jira } = require("jira2md");
const seen = {
  "https://example.org/?x=*y*": "https://example.org/?x=_y_",
  "\\*no\\*": "\\_no\\_",
  "[a](https://example.org/x_(y))": "[a|https://example.org/x_(y])",
};
let same = true;
for (const [text, expected] of Object.entries(seen)) {
  const written = to_jira(text).trim();
  console.log(`${text} becomes ${written}`);
  same &&= written === expected;
}
process.exit(same ? 0 : 1);
JS
node ask.js
