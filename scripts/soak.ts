import { spawnSync } from "node:child_process";

/** `npm run soak -- NAME`: one of the long runs. `delivery` starts several processes of its own, the others a whole site. */
const args = process.argv.slice(2);
const config = args.some((arg) => /^(delivery|several)/.test(arg)) ? "cluster" : "soak";
const { status } = spawnSync(
  "node_modules/.bin/playwright",
  ["test", "-c", `playwright.${config}.config.ts`, ...args],
  {
    stdio: "inherit",
  },
);
process.exit(status ?? 1);
