import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { runCommand } from "../command.ts";
import { diffSchemas } from "./diff-schema.ts";

const SCHEMA = "prisma/schema";
/** The schema that the migrations lead to. One folder, not one a migration: two branches then merge it like the schema itself. */
const MIGRATED = "prisma/migrated";

const program = new Command("npm run db:migration --")
  .description(
    "Makes the next migration: prisma/schema against the schema that the migrations so far lead to. Read it before you commit.",
  )
  .argument("<name>", "what it does, in small-letters-with-dashes");

program.action(async (name: string) => {
  if (!/^[a-z0-9]+([-_][a-z0-9]+)*$/.test(name))
    throw new Error("The name must be small letters and digits with dashes between");
  const sql = await diffSchemas(existsSync(MIGRATED) ? MIGRATED : null, SCHEMA);
  if (sql === "") {
    console.log("Nothing to do: the migrations lead to this schema already");
    return;
  }
  const folder = join("prisma/migrations", `${stamp()}_${name.replaceAll("-", "_")}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "migration.sql"), `${sql}\n`);
  rmSync(MIGRATED, { recursive: true, force: true });
  mkdirSync(MIGRATED, { recursive: true });
  for (const file of readdirSync(SCHEMA)) cpSync(join(SCHEMA, file), join(MIGRATED, file));
  console.log(`Wrote ${folder}/migration.sql`);
});

/** UTC, to the second: the order of migrations is the order of their names. */
function stamp(): string {
  return new Date().toISOString().replace(/\D/g, "").slice(0, 14);
}

await runCommand(program);
