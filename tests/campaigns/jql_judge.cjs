// Reads JQL queries as JSON strings, one a line, and says of each how Atlassian's parser reads it: null where it refuses.
// Its argument is the folder in which the packages are installed; a second one, "values", asks for the texts of all operands
// instead of the structure.
const path = require("path");
const readline = require("readline");
const { JastBuilder } = require(path.join(process.argv[2], "node_modules", "@atlaskit", "jql-ast"));

function clause(node) {
  if (!node) return null;
  if (node.clauseType === "compound") return [node.operator.value, node.clauses.map(clause)];
  if (node.clauseType === "not") return ["not", [clause(node.clause)]];
  return [node.operator.value, operand(node.operand), (node.predicates || []).length];
}

function operand(node) {
  if (!node) return null;
  if (node.operandType === "list") return node.values.map(operand);
  if (node.operandType === "function") return `${node.function.value}(${node.arguments.map((each) => each.value)})`;
  return node.operandType === "keyword" ? "EMPTY" : "value";
}

function texts(node) {
  if (!node) return [];
  if (node.operandType === "list") return node.values.flatMap(texts);
  if (node.operandType === "function") return node.arguments.map((each) => each.value);
  return node.operandType === "value" ? [node.value] : [];
}

function values(node) {
  if (node.clauseType === "compound") return node.clauses.flatMap(values);
  if (node.clauseType === "not") return values(node.clause);
  return [node, ...(node.predicates || [])].flatMap((each) => texts(each.operand));
}

function read(text) {
  const { query, errors } = new JastBuilder().build(text);
  if (errors.length) return null;
  if (process.argv[3] === "values") return values(query.where);
  const order = query.orderBy ? query.orderBy.fields.length : 0;
  return [query.where ? clause(query.where) : null, order];
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  process.stdout.write(JSON.stringify(read(JSON.parse(line))) + "\n");
});
