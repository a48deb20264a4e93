import base from "./playwright.config.ts";

/** `npm run soak -- chaos`: runs against the production build that take minutes each, so they have a command of their own. */
export default { ...base, testMatch: "**/*.soak.ts", timeout: 600_000 };
