// Plain JavaScript: it must run before node_modules is whole. See wholeness.mjs.
import { readFileSync, writeFileSync } from "node:fs";
import { repaired } from "./wholeness.mjs";

if (process.argv.includes("--help")) {
  console.log(
    "Usage: npm run lock:repair\n\nAdds to package-lock.json the platform builds that the registry did not serve, so that npm ci accepts it.\nRun it after every change of dependencies.",
  );
  process.exit(0);
}
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const { whole, added } = repaired(lock);
if (added.length > 0) writeFileSync("package-lock.json", `${JSON.stringify(whole, null, 2)}\n`);
console.log(added.length === 0 ? "The lock is whole" : `Added ${added.length}: ${added.join(", ")}`);
