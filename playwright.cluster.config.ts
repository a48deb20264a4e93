import soak from "./playwright.soak.config.ts";

/** Runs that start several processes of their own (e2e/support/cluster.ts): `npm run soak -- delivery`, and the short set of `npm test`. */
const { webServer: _none, ...without } = soak;

export default { ...without, testMatch: "**/*.cluster.ts" };
