import base from "./playwright.config.ts";

/** `npm run chaos`: processes killed again and again against the production build. Minutes long, so it is a command of its own. */
export default { ...base, testMatch: "**/*.soak.ts" };
