// Does the main things at a Data Center with jira.js, unmodified: its client of REST v2, whose Bearer token is a
// personal access token. Arguments: the folder in which jira.js is installed, the base URL. JIRA_TOKEN: the token.
// Prints a line for each thing; ends with 1 where one failed.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.argv[2], "package.json"));
const { Version2Client } = require("jira.js");
const client = new Version2Client({
  host: process.argv[3],
  authentication: { oauth2: { accessToken: process.env.JIRA_TOKEN } },
});
let failed = 0;

async function step(name, act) {
  try {
    console.log(`ok    ${name}: ${await act()}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}: ${error.response?.status ?? ""} ${error.message}`);
  }
}

const must = (condition, said) => {
  if (!condition) throw new Error(`not as expected: ${said}`);
  return said;
};
let key = "";

await step("who am I", async () => must((await client.myself.getCurrentUser()).name === "alice", "alice"));
await step("server", async () => {
  const info = await client.serverInfo.getServerInfo();
  return must(info.deploymentType === "Server", `${info.version} ${info.deploymentType}`);
});
await step("projects", async () => {
  const found = await client.projects.getProject({ projectIdOrKey: "DEMO" });
  return must(found.issueTypes.some((each) => each.name === "Bug"), found.name);
});
await step("create", async () => {
  const project = await client.projects.getProject({ projectIdOrKey: "DEMO" });
  const bug = project.issueTypes.find((each) => each.name === "Bug");
  const fields = {
    project: { key: "DEMO" }, issuetype: { id: bug.id }, summary: "From jira.js",
    description: "*wiki*", assignee: { name: "bob" }, labels: ["x"],
  };
  key = (await client.issues.createIssue({ fields })).key;
  return must(/^DEMO-\d+$/.test(key), key);
});
await step("read", async () => {
  const { fields } = await client.issues.getIssue({ issueIdOrKey: key });
  return must(fields.description === "*wiki*" && fields.assignee.name === "bob", fields.summary);
});
await step("search", async () => {
  const found = await client.issueSearch.searchForIssuesUsingJql({ jql: "labels = x", maxResults: 5 });
  return must(found.total === 1 && found.issues[0].key === key, `total ${found.total}`);
});
await step("comment", async () => {
  const made = await client.issueComments.addComment({ issueIdOrKey: key, comment: "Me too" });
  return must(made.body === "Me too" && made.author.name === "alice", made.id);
});
await step("transitions", async () => {
  const { transitions } = await client.issues.getTransitions({ issueIdOrKey: key });
  const step = transitions.find((each) => each.to.name === "In Progress");
  await client.issues.doTransition({ issueIdOrKey: key, transition: { id: step.id } });
  const { fields } = await client.issues.getIssue({ issueIdOrKey: key, fields: ["status"] });
  return must(fields.status.name === "In Progress", fields.status.name);
});
await step("attach", async () => {
  const attachment = { filename: "log.txt", file: Buffer.from("hello") };
  const [made] = await client.issueAttachments.addAttachment({ issueIdOrKey: key, attachment });
  return must(made.size === 5, made.filename);
});
await step("watch", async () => {
  await client.issueWatchers.addWatcher({ issueIdOrKey: key });
  const found = await client.issueWatchers.getIssueWatchers({ issueIdOrKey: key });
  return must(found.watchers.some((each) => each.name === "alice"), `${found.watchCount} watcher`);
});
await step("a wrong field is named", async () => {
  try {
    await client.issues.createIssue({ fields: { project: { key: "DEMO" }, issuetype: { id: "0" }, summary: "x" } });
  } catch (error) {
    return must(error.response?.status === 400 || /400|issue type/i.test(error.message), "400");
  }
  throw new Error("it was created");
});
process.exit(failed ? 1 : 0);
