#!/bin/sh
# jira.js 6.2.0 (npm): in the changelog, a change that emptied a field does not fit the package's schema: "expected string, received function".
#
# Jira's contract calls a change's new value in words `toString`, and requires none of the members. Where an answer leaves it out, the schema,
# for which it is optional, reads the property all the same and finds Object.prototype.toString, which every object inherits. The whole answer
# is then handed out unvalidated (or raises, with onSchemaMismatch "throw"), and item.toString is a function. Seen:
#   with toString "Done": fits | without toString: values.0.items.0.toString, received function
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts jira.js@6.2.0 >/dev/null
cat >ask.mjs <<'JS'
import { createServer } from "node:http";
import { createCloudClient } from "jira.js";
const items = [{ field: "resolution", fieldId: "resolution", from: "1", fromString: "Done" }];
const seen = [];
const server = createServer((request, response) => {
  const more = request.url.includes("A-1") ? { to: "1", toString: "Done" } : {};
  response.setHeader("Content-Type", "application/json");
  const values = [{ id: "1", items: [{ ...items[0], ...more }] }];
  response.end(JSON.stringify({ startAt: 0, maxResults: 100, total: 1, isLast: true, values }));
}).listen(0, "127.0.0.1", async () => {
  const host = `http://127.0.0.1:${server.address().port}`;
  const auth = { type: "basic", email: "somebody@example.org", apiToken: "none" };
  for (const issueIdOrKey of ["A-1", "A-2"]) {
    let said = "fits";
    const client = createCloudClient({ host, auth, onSchemaMismatch: (report) => (said = JSON.stringify(report)) });
    const page = await client.issues.getChangeLogs({ issueIdOrKey });
    seen.push(`${said}; toString is a ${typeof page.values[0].items[0].toString}`);
  }
  server.close();
  console.log(seen.join("\n"));
  process.exit(seen[0] === "fits; toString is a string" && /toString.*function.*is a function/.test(seen[1]) ? 0 : 1);
});
JS
node ask.mjs
