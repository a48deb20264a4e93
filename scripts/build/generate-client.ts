import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { childEnvironment } from "@/lib/runtime/env";
import { schemaFiles } from "../db/diff-schema.ts";

const STAMP = "lib/db/generated/.schema-hash";

/**
 * Makes the database client in lib/db/generated when prisma/schema or Prisma has changed, or `force` is given.
 * @returns whether it was made
 */
export function generateClient(force = false): boolean {
  const version = readFileSync("node_modules/prisma/package.json", "utf8");
  const hash = createHash("sha256")
    .update(JSON.stringify(schemaFiles("prisma/schema")))
    .update(version)
    .digest("hex");
  if (!force && existsSync(STAMP) && readFileSync(STAMP, "utf8") === hash) return false;
  // Generating does not use the schema engine, but Prisma insists on a file at its path and would download one (ENVIRONMENT.md).
  const env = childEnvironment({
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  });
  const done = spawnSync(process.execPath, ["node_modules/prisma/build/index.js", "generate"], {
    env,
    encoding: "utf8",
  });
  if (done.status !== 0) throw new Error(`prisma generate failed: ${(done.stderr || done.stdout).trim()}`);
  writeFileSync(STAMP, hash);
  return true;
}
