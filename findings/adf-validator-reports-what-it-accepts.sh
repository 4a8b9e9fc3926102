#!/bin/sh
# @atlaskit/adf-utils 20.9.78: the validator's error callback is called for documents that it finds valid.
#
# `validator()(document, callback)` is how Atlassian's editor asks for what is wrong. For every text with the mark
# "code" the callback gets INVALID_TYPE, while the answer says `valid: true` and leaves the document as it is: the
# callback hears of the first alternative that was tried and given up. Without a callback the answer is the same. Who
# counts calls counts errors that are none. Seen, as (calls, valid):
#   a text with code (1, true), two of them (2, true), a text with strong (0, true), a heading of level 7 (1 or more, false)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps @atlaskit/adf-utils@20.9.78 \
  @atlaskit/adf-schema@57.7.22 @atlaskit/editor-prosemirror@9.0.0 >/dev/null
cat >ask.js <<'JS'
for (const name of ["error", "warn", "info", "debug"]) console[name] = () => {}; // feature gates miss a server
const validate = require("@atlaskit/adf-utils/validator").validator();
const text = (mark) => ({ type: "text", text: "a", marks: [{ type: mark }] });
const doc = (...content) => ({ type: "doc", version: 1, content });
const paragraph = (...content) => doc({ type: "paragraph", content });
const asked = {
  code: paragraph(text("code")),
  "code twice": paragraph(text("code"), { type: "text", text: " " }, text("code")),
  strong: paragraph(text("strong")),
  "level 7": doc({ type: "heading", attrs: { level: 7 }, content: [] }),
};
const seen = {};
for (const [name, document] of Object.entries(asked)) {
  let calls = 0;
  const answer = (callback) => {
    try {
      return validate(document, callback).valid;
    } catch {
      return false;
    }
  };
  const valid = answer((entity) => (calls++, entity));
  seen[name] = `${name === "level 7" ? calls > 0 : calls} ${name === "level 7" ? answer() : valid}`;
  console.log(`${name}: calls ${calls}, valid with it ${valid}, without ${answer()}`);
}
const expected = { code: "1 true", "code twice": "2 true", strong: "0 true", "level 7": "true false" };
process.exit(JSON.stringify(seen) === JSON.stringify(expected) ? 0 : 1);
JS
node ask.js
