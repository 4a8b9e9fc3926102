#!/bin/sh
# md-to-adf 0.6.4 (npm, Markdown to ADF): what stands between two colons is an emoji, also in the address of a picture
# that is a link, in a table's delimiter row and in a clock time.
#
# A badge at the top of a README is a picture in a link. It arrives as text with an emoji called "//example.org/i.png)]
# (https". Tables are not known, and `:-:` is the emoji "-". Seen, as the names of the emoji:
#   "[![a](https://example.org/i.png)](https://example.org)" //example.org/i.png)](https
#   "|a|\n|:-:|\n|x|" -        "from 10:15:30 on" 15        "see https://example.org" none
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts md-to-adf@0.6.4 >/dev/null
cat >ask.js <<'JS'
const translate = require("md-to-adf");
const seen = {
  "[![a](https://example.org/i.png)](https://example.org)\n": "//example.org/i.png)](https",
  "|a|\n|:-:|\n|x|\n": "-",
  "from 10:15:30 on\n": "15",
  "see https://example.org\n": "",
};
const emoji = (node) => (node.type === "emoji" ? [node.attrs.shortName] : (node.content || []).flatMap(emoji));
let same = true;
for (const [text, expected] of Object.entries(seen)) {
  const names = emoji(JSON.parse(JSON.stringify(translate(text)))).join(" ");
  console.log(`${JSON.stringify(text)}: ${names || "none"}`);
  same &&= names === expected;
}
process.exit(same ? 0 : 1);
JS
node ask.js
