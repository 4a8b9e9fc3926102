#!/bin/sh
# jira.js 6.2.0 (npm): a filter that nobody has used since Jira began to count was used last on 1 January 1970.
#
# Jira's contract, and the comment in the package's own schema, say that `approximateLastUsed` is null for such a
# filter. The schema makes a date of every value that it is given, null included, and reports no mismatch. An answer
# without the field stays without it. Seen, for what getFilter returns:
#   null becomes 1970-01-01T00:00:00.000Z;   "2026-11-30T10:00:00.000+0000" becomes 2026-11-30T10:00:00.000Z
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts jira.js@6.2.0 >/dev/null
cat >ask.mjs <<'JS'
import { createServer } from "node:http";
import { createCloudClient } from "jira.js";
const seen = { null: "1970-01-01T00:00:00.000Z", "2026-11-30T10:00:00.000+0000": "2026-11-30T10:00:00.000Z" };
const said = [null, "2026-11-30T10:00:00.000+0000"];
const server = createServer((request, response) => {
  const approximateLastUsed = said[Number(request.url.match(/filter\/(\d)/)[1])];
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify({ id: "1", name: "Mine", approximateLastUsed }));
}).listen(0, "127.0.0.1", async () => {
  const host = `http://127.0.0.1:${server.address().port}`;
  const auth = { type: "basic", email: "somebody@example.org", apiToken: "none" };
  const client = createCloudClient({ host, auth });
  let same = true;
  for (const [id, sent] of said.entries()) {
    const filter = await client.filters.getFilter({ id });
    console.log(`${sent} becomes ${filter.approximateLastUsed.toISOString()}`);
    same &&= filter.approximateLastUsed.toISOString() === seen[sent];
  }
  server.close();
  process.exit(same ? 0 : 1);
});
JS
node ask.mjs
