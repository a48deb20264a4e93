import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

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

/** SHA-256 over every file below `root` that the build is made of, tests apart. Files not yet known to git count too. */
export function sourceHash(root = "."): string {
  const hash = createHash("sha256");
  for (const file of builtFrom(root).toSorted()) {
    if (/\.test\.tsx?$/.test(file)) continue;
    try {
      hash.update(`${file}\0`).update(readFileSync(join(root, file)));
    } catch {
      hash.update("gone"); // deleted, but git still lists it
    }
  }
  return hash.digest("hex");
}

/** As git lists them; every file where it cannot: an archive has no repository, and git reads none that belongs to another user. */
function builtFrom(root: string): readonly string[] {
  try {
    return execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z", "--", ...BUILT_FROM], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    })
      .split("\0")
      .filter((file) => file !== "");
  } catch {
    return BUILT_FROM.flatMap((path) => filesBelow(root, path));
  }
}

function filesBelow(root: string, path: string): readonly string[] {
  const place = statSync(join(root, path), { throwIfNoEntry: false });
  if (place?.isDirectory() !== true) return place === undefined ? [] : [path];
  return readdirSync(join(root, path)).flatMap((name) => filesBelow(root, join(path, name)));
}
