#!/bin/sh
# pandoc 3.9 (pypandoc_binary 1.17), writer `jira`: a bar in a table's cell is written as it is, so that the row has a
# cell more than its heading.
#
# The writer escapes what means something to Jira everywhere else, `*`, `-`, `+`, `{` and `!` among it. In a cell the
# bar means most, and is left. Atlassian's own reader (@atlaskit/editor-wikimarkup-transformer 12.2.2) then sees three
# cells below two headings; an escaped bar would not help, as it cuts there, too. Seen:
#   "| 1 | x \| y |" in GitHub's Markdown becomes "| 1 | x | y |", which is read as cells "1", "x", "y"
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pypandoc_binary==1.17
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps @atlaskit/editor-wikimarkup-transformer@12.2.2 \
  @atlaskit/adf-schema@57.7.22 @atlaskit/editor-prosemirror@9.0.0 >/dev/null
venv/bin/python - >table.wiki <<'PY'
import pypandoc

print(pypandoc.convert_text("|a|b|\n|-|-|\n|1|x \\| y|\n", "jira", format="gfm"), end="")
PY
cat >ask.js <<'JS'
for (const name of ["error", "warn", "info", "debug"]) console[name] = () => {}; // feature gates miss a server
const { WikiMarkupTransformer } = require("@atlaskit/editor-wikimarkup-transformer");
const wiki = require("node:fs").readFileSync("table.wiki", "utf8");
const rows = new WikiMarkupTransformer().parse(wiki).toJSON().content[0].content;
const cells = rows.map((row) => row.content.length).join(" and ");
console.log(`${JSON.stringify(wiki)} is read as rows of ${cells} cells`);
process.exit(wiki.includes("| 1 | x | y |") && cells === "2 and 3" ? 0 : 1);
JS
node ask.js
