import base from "./playwright.config.ts";

/**
 * Runs against the production build that take minutes each, so they have a command of their own: `npm run soak -- chaos`. No browser is
 * opened, and nothing is tried twice: what failed once in a thousand has failed.
 */
export default {
  ...base,
  testMatch: "**/*.soak.ts",
  timeout: 600_000,
  retries: 0,
};
