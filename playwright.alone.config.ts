import base from "./playwright.config.ts";

/**
 * The browser journey that moves the site's clock by weeks and counts all that is in its books: it has a site of its own, so that it takes
 * nobody else's time and nobody else's sales are in its sums. Part of `npm test -- browser`.
 */
export default {
  ...base,
  testMatch: "**/*.alone.ts",
  timeout: 300_000,
  outputDir: "test-results/alone",
};
