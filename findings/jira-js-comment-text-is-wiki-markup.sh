#!/bin/sh
# jira.js 6.2.0 (npm): addComment of the Cloud client, version 3, sends a text to version 2, where it is wiki markup, and asks for it again.
#
# Every operation of createCloudClient is one of /rest/api/3, but a comment whose body is a text is posted to /rest/api/2: Jira
# reads *it* as bold and {code} as a block, which a text that a person typed did not mean. A second request gets the comment from version 3,
# so that the answer is of the promised kind; where it fails (read rights, quota) addComment fails, though the comment is
# there, and who tries again comments twice. With a document as the body it is one request of version 3. Seen:
#   a text: POST /rest/api/2/issue/A-1/comment, GET /rest/api/3/issue/A-1/comment/7, here refused: addComment throws
#   a document: POST /rest/api/3/issue/A-1/comment
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts jira.js@6.2.0 >/dev/null
cat >ask.mjs <<'JS'
import { createServer } from "node:http";
import { createCloudClient } from "jira.js";
const seen = [];
const server = createServer((request, response) => {
  seen.push(`${request.method} ${request.url}`);
  response.setHeader("Content-Type", "application/json");
  response.statusCode = request.method === "POST" ? 201 : 403;
  response.end(JSON.stringify(request.method === "POST" ? { id: "7" } : { errorMessages: ["No."], errors: {} }));
}).listen(0, "127.0.0.1", async () => {
  const host = `http://127.0.0.1:${server.address().port}`;
  const client = createCloudClient({ host, auth: { type: "basic", email: "somebody@example.org", apiToken: "none" } });
  const outcomes = [];
  for (const body of ["It is *not* bold", { type: "doc", version: 1, content: [] }]) {
    const told = client.issueComments.addComment({ issueIdOrKey: "A-1", body });
    outcomes.push(await told.then(() => "done", (error) => `throws, status ${error.status}`));
  }
  server.close();
  console.log(seen.join("\n"), outcomes);
  const expected = ["POST /rest/api/2/issue/A-1/comment", "GET /rest/api/3/issue/A-1/comment/7", "POST /rest/api/3/issue/A-1/comment"];
  process.exit(seen.join() === expected.join() && outcomes.join() === "throws, status 403,done" ? 0 : 1);
});
JS
node ask.mjs
