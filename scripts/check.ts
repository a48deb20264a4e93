import { Command } from "commander";
import { runCommand } from "./command.ts";
import { tool } from "./test/suite.ts";

const program = new Command("npm run check").description(
  "Format, lint and types: what must be clean before a commit. Fix with npm run format.",
);

program.action(async () => {
  const { passed, failed } = await tool([
    ["biome", "check", "--error-on-warnings", "."],
    ["oxlint", "--deny-warnings"],
    ["tsc", "--noEmit", "-p", "."],
    ["tsc", "--noEmit", "-p", "lib/trading"],
  ]);
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
});

await runCommand(program);
