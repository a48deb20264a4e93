import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { envExample } from "@/lib/runtime/env-example";
import { runCommand } from "./command.ts";

const program = new Command("npm run env:example").description("Writes .env.example from the schema of the settings.");

program.action(() => {
  writeFileSync(".env.example", envExample());
  console.log("Wrote .env.example");
});

await runCommand(program);
