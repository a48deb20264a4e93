import base from "./playwright.config.ts";

/**
 * Runs against the production build that take minutes each, so they have a command of their own: `npm run soak -- chaos`. No browser is
 * opened.
 */
export default {
  ...base,
  testMatch: "**/*.soak.ts",
  timeout: 600_000,
};
