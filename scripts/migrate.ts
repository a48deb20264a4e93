import { Command } from "commander";
import { openDatabase } from "@/lib/runtime/database";
import { settingsOrExit } from "@/lib/runtime/env";
import { masterKeysOf, requireKnownMasterKey } from "@/lib/runtime/master-keys";
import { migrate } from "@/lib/runtime/migrate";
import { runCommand } from "./command.ts";

const program = new Command("npm run migrate --").description(
  "Brings the database to this version: migrations, roles, grants, triggers, job queue; checks CLIENT_MASTER_KEY against it. Safe to repeat.",
);

program.action(async () => {
  const settings = settingsOrExit();
  const database = await openDatabase(settings);
  try {
    const applied = await migrate(database.urls);
    // Where web and worker are started by systemd or PM2, this is what runs before them (docs/deploy.md).
    await requireKnownMasterKey(database.urls.owner ?? database.urls.worker, masterKeysOf(settings), new Date());
    console.log(
      applied.length === 0 ? `Nothing to do (${database.told})` : `Applied ${applied.join(", ")} (${database.told})`,
    );
  } finally {
    await database.stop();
  }
});

await runCommand(program);
