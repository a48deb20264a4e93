import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { childEnvironment } from "@/lib/runtime/env";
import { runCommand } from "./command.ts";
import { schemaFiles } from "./db/diff-schema.ts";

const STAMP = "lib/db/generated/.schema-hash";

const program = new Command("npm run generate --")
  .description("Makes the database client in lib/db/generated from prisma/schema, when the schema has changed.")
  .option("--force", "even when it has not");

program.action(({ force }: { force?: boolean }) => {
  const version = readFileSync("node_modules/prisma/package.json", "utf8");
  const hash = createHash("sha256")
    .update(JSON.stringify(schemaFiles("prisma/schema")))
    .update(version)
    .digest("hex");
  if (force !== true && existsSync(STAMP) && readFileSync(STAMP, "utf8") === hash) {
    console.log("Nothing to do: the client fits the schema");
    return;
  }
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
  console.log("Made lib/db/generated");
});

await runCommand(program);
