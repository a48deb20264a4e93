import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const BUILT_FROM = [
  "app",
  "components",
  "lib",
  "prisma/schema",
  "public",
  "server.ts",
  "worker.ts",
  "proxy.ts",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
  "scripts/build",
];

/** SHA-256 over every file that the build is made of, tests apart. Files not yet known to git count too. */
export function sourceHash(): string {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z", "--", ...BUILT_FROM], {
    encoding: "utf8",
  });
  const hash = createHash("sha256");
  for (const file of listed.split("\0").sort()) {
    if (file === "" || /\.test\.tsx?$/.test(file)) continue;
    try {
      hash.update(`${file}\0`).update(readFileSync(file));
    } catch {
      hash.update("gone"); // deleted, but git still lists it
    }
  }
  return hash.digest("hex");
}
