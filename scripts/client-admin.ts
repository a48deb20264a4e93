import { Command } from "commander";
import { addClientCommands } from "./client-admin/clients.ts";
import { addCredentialCommands } from "./client-admin/credentials.ts";
import { addSwitchCommands } from "./client-admin/switches.ts";
import { runCommand } from "./command.ts";

const program = new Command("npm run client-admin --").description(
  "Tenants of this site, read and arranged from the machine it runs on. Exit code 0: done; 1: refused, with one line; 2: called wrongly.",
);

addClientCommands(program);
addCredentialCommands(program);
addSwitchCommands(program);

await runCommand(program);
