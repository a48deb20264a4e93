import { Command } from "commander";
import { buildAll, isBuilt } from "./build/build.ts";
import { generateClient } from "./build/generate-client.ts";
import { runCommand } from "./command.ts";

const program = new Command("npm run build --")
  .description("Builds the site for npm start: the database client, next build, and dist/server.js and dist/worker.js.")
  .option("--if-changed", "only when a source has changed since the last build");

program.action(async ({ ifChanged = false }: { ifChanged?: boolean }) => {
  if (ifChanged && isBuilt()) {
    console.log("Nothing to do: no source has changed since the last build");
    return;
  }
  if (generateClient()) console.log("Made lib/db/generated");
  await buildAll((line) => console.log(line));
});

await runCommand(program);
