#!/bin/sh
# marklassian 1.2.1 (npm, Markdown to ADF), judged by @atlaskit/adf-schema 57.7.22 and adf-utils 20.9.78: what GitHub's
# Markdown nests, its documents nest as well, and Atlassian's own code refuses the whole document.
#
# A converter to ADF is expected to write ADF. Eight ordinary texts do not pass: a task list in a task, a heading in a
# list item or a quote, a quote in a quote, a table or a line in a list item, an empty item, an empty code block. And
# what it writes for an HTML block, words included, is nothing. Seen, as (editor's schema, validator):
#   each of the eight: false false; "- a\n\n  b": true true; "<p>\nwords\n</p>" becomes no block at all
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps marklassian@1.2.1 @atlaskit/adf-utils@20.9.78 \
  @atlaskit/adf-schema@57.7.22 @atlaskit/editor-prosemirror@9.0.0 >/dev/null
cat >ask.mjs <<'JS'
import { createRequire } from "node:module";
import { markdownToAdf } from "marklassian";
for (const name of ["error", "warn", "info", "debug"]) console[name] = () => {}; // feature gates miss a server
const require = createRequire(import.meta.url);
const { defaultSchema } = require("@atlaskit/adf-schema/schema-default");
const validate = require("@atlaskit/adf-utils/validator").validator();
const refused = {
  "a task in a task": "- [ ] a\n  - [x] b\n",
  "a heading in an item": "- # h\n",
  "a heading in a quote": "> # h\n",
  "a quote in a quote": "> > q\n",
  "a table in an item": "- |a|\n  |-|\n  |1|\n",
  "a line in an item": "- a\n\n  ---\n",
  "an empty item": "-\n- b\n",
  "an empty code block": "```\n```\n",
};
const takes = (ask) => {
  try {
    ask();
    return true;
  } catch {
    return false;
  }
};
const judged = (text) => {
  const adf = JSON.parse(JSON.stringify(markdownToAdf(text)));
  return [takes(() => defaultSchema.nodeFromJSON(adf).check()), takes(() => validate(adf))].join(" ");
};
let same = judged("- a\n\n  b\n") === "true true";
for (const [name, text] of Object.entries(refused)) {
  const said = judged(text);
  console.log(`${name}: ${said}`);
  same &&= said === "false false";
}
const blocks = markdownToAdf("<p>\nwords\n</p>\n").content.length;
console.log(`an HTML block: ${blocks} blocks`);
process.exit(same && blocks === 0 ? 0 : 1);
JS
node ask.mjs
