import { Command } from "commander";
import { openDatabase } from "@/lib/runtime/database";
import { settingsOrExit } from "@/lib/runtime/env";
import { migrate } from "@/lib/runtime/migrate";
import { runCommand } from "./command.ts";

const program = new Command("npm run migrate --").description(
  "Brings the database to this version: migrations, roles, grants, triggers, job queue. Safe to repeat.",
);

program.action(async () => {
  const database = await openDatabase(settingsOrExit());
  try {
    const applied = await migrate(database.urls);
    console.log(
      applied.length === 0 ? `Nothing to do (${database.told})` : `Applied ${applied.join(", ")} (${database.told})`,
    );
  } finally {
    await database.stop();
  }
});

await runCommand(program);
