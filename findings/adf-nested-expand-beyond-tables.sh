#!/bin/sh
# @atlaskit/adf-schema 57.7.22, adf-utils 20.9.78: a nestedExpand may stand in an expand, and nowhere else besides
# cells.
#
# developer.atlassian.com ("nestedExpand") says that it can only be used inside tables. All three judges that the
# packages bring (the editor's schema, the validator, the JSON schema) take one in an expand. They refuse one at the
# top, and an expand in an expand; and a table, which an expand may hold, may not stand in a nestedExpand. Seen, as
# (editor, validator, JSON schema):
#   nestedExpand in expand true true true   in doc false false false   expand in expand false false false
#   table in that nestedExpand false false false
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps @atlaskit/adf-utils@20.9.78 \
  @atlaskit/adf-schema@57.7.22 @atlaskit/editor-prosemirror@9.0.0 ajv-draft-04@1.0.0 ajv@8.17.1 >/dev/null
cat >ask.js <<'JS'
for (const name of ["error", "warn", "info", "debug"]) console[name] = () => {}; // feature gates miss a server
const { defaultSchema } = require("@atlaskit/adf-schema/schema-default");
const validate = require("@atlaskit/adf-utils/validator").validator();
const Ajv = require("ajv-draft-04");
const byJson = new Ajv({ strict: false }).compile(require("@atlaskit/adf-schema/dist/json-schema/v1/full.json"));
const node = (type, content, attrs = { title: "t" }) => (attrs ? { type, attrs, content } : { type, content });
const words = [node("paragraph", [], null)];
const table = node("table", [node("tableRow", [node("tableCell", words, {})], null)], {});
const asked = {
  "nestedExpand in expand": node("expand", [node("nestedExpand", words)]),
  "nestedExpand in doc": node("nestedExpand", words),
  "expand in expand": node("expand", [node("expand", words)]),
  "table in nestedExpand in expand": node("expand", [node("nestedExpand", [table])]),
};
const takes = (ask) => {
  try {
    return ask() !== false;
  } catch {
    return false;
  }
};
const seen = [];
for (const [name, block] of Object.entries(asked)) {
  const document = { type: "doc", version: 1, content: [block] };
  const said = [
    takes(() => defaultSchema.nodeFromJSON(document).check()),
    takes(() => validate(document).valid),
    takes(() => byJson(document)),
  ];
  seen.push(said.join());
  console.log(`${name}: ${said.join(" ")}`);
}
const refused = "false,false,false";
process.exit(seen.join(";") === ["true,true,true", refused, refused, refused].join(";") ? 0 : 1);
JS
node ask.js
