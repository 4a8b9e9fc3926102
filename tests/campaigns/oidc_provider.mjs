// The npm package oidc-provider, a certified OpenID Connect server, with one client and people who sign in by any name.
// Its arguments: the folder in which it is installed, its port, the client's id, secret and callback.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, port, client_id, client_secret, callback] = process.argv.slice(2);
const packaged = join(folder, "node_modules", "oidc-provider", "lib", "index.js");
const { default: Provider } = await import(pathToFileURL(packaged));

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id, client_secret, redirect_uris: [callback], response_types: ["code"] }],
  scopes: ["openid", "profile", "email", "groups"],
  claims: { openid: ["sub"], profile: ["name", "preferred_username"], email: ["email", "email_verified"], groups: ["groups"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: "Ann Other", preferred_username: id, email: `${id}@corp.test`, email_verified: true, groups: ["qa"] }),
  }),
  cookies: { keys: ["only for this run"] },
  features: { devInteractions: { enabled: true } },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
