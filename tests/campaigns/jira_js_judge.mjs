// Reads exchanges, one {method, path, status, body} a line, and says of each which operation of jira.js answers so and
// what its schema does not accept. Its argument is the folder in which jira.js is installed.
//
// The operations are those of the package: each of its functions is called once with a client that sends nothing, and
// tells the method, the path with its parameters, and the schema of the answer.
import { readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const dist = join(process.argv[2], "node_modules", "jira.js", "dist");
const PLACE = "\u0001"; // what any parameter becomes
// A comment's body that is a text goes to version 2 of the API.
const GIVEN = { body: { type: "doc" }, attachments: { filename: "a.txt", content: new Blob(["a"]) } };
const parameters = new Proxy({}, { get: (_, name) => GIVEN[name] ?? PLACE });

async function operations() {
  const found = [];
  for (const surface of ["cloud", "agile", "serviceDesk"]) {
    const folder = join(dist, surface, "api");
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".js") && name !== "index.js")) {
      for (const [name, call] of Object.entries(await import(pathToFileURL(join(folder, file))))) {
        const sendRequest = (config) => found.push({ name, ...config });
        try {
          await call({ sendRequest }, parameters);
        } catch {
          // it reads the answer
        }
      }
    }
  }
  return found.map((each) => ({ ...each, parts: each.url.split("/"), matches: 0 }));
}

const known = await operations();
const fits = (parts, path) =>
  parts.length === path.length && parts.every((part, index) => part.includes(PLACE) || part === path[index]);
// Of several that fit, the one with the fewest parameters: /issue/picker is no issue.
const operationOf = (method, path) =>
  known
    .filter((each) => each.method === method && fits(each.parts, path))
    .sort((one, other) => one.url.split(PLACE).length - other.url.split(PLACE).length)[0];

for await (const line of createInterface({ input: process.stdin })) {
  const { method, path, status, body } = JSON.parse(line);
  const operation = operationOf(method, path.split("/"));
  const said = { operation: operation?.name ?? "", troubles: [] };
  if (operation?.schema && status < 300) {
    const { error } = operation.schema.safeParse(body);
    said.troubles = (error?.issues ?? []).map((each) => `${each.path.join(".") || "."}: ${each.message}`);
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
