// Reads ADF documents, one a line, and says of each who refuses or changes it: [] is the best that can be said.
// Its argument is the folder in which Atlassian's packages are installed.
const path = require("path");
const readline = require("readline");
const packages = path.join(process.argv[2], "node_modules", "@atlaskit");
console.log = console.error = console.warn = () => {}; // feature gates complain that there is no server
const { defaultSchema } = require(path.join(packages, "adf-schema/schema-default"));
const validate = require(path.join(packages, "adf-utils/validator")).validator();

// The words with their marks, and the blocks around them, in their order.
function outline(node, found = []) {
  found.push([node.type, node.text || "", (node.marks || []).map((mark) => mark.type).sort()]);
  (node.content || []).forEach((child) => outline(child, found));
  return found;
}

function verdict(document) {
  const said = [];
  try {
    const node = defaultSchema.nodeFromJSON(document);
    node.check();
    const before = JSON.stringify(outline(document));
    if (JSON.stringify(outline(node.toJSON())) !== before) said.push("changed: by the editor's schema");
  } catch (error) {
    said.push("editor: " + String(error).slice(0, 200));
  }
  try {
    const { valid, entity } = validate(document); // with a callback it names what it tries and gives up, too
    if (!valid) said.push("validator: not valid");
    if (JSON.stringify(outline(entity)) !== JSON.stringify(outline(document))) said.push("changed: by the validator");
  } catch (error) {
    said.push("validator: " + String(error).slice(0, 200));
  }
  return said;
}

readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => process.stdout.write(JSON.stringify(verdict(JSON.parse(line))) + "\n"));
