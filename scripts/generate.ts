import { Command } from "commander";
import { generateClient } from "./build/generate-client.ts";
import { runCommand } from "./command.ts";

const program = new Command("npm run generate --")
  .description("Makes the database client in lib/db/generated from prisma/schema, when the schema has changed.")
  .option("--force", "even when it has not");

program.action(({ force = false }: { force?: boolean }) => {
  console.log(generateClient(force) ? "Made lib/db/generated" : "Nothing to do: the client fits the schema");
});

await runCommand(program);
