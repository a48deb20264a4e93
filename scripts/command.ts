import { type Command, CommanderError } from "commander";

/**
 * Runs one of our commands: exit code 0 done, 1 it failed (one line on stderr), 2 it was called wrongly. The message of an error is
 * written for the person at the terminal; a stack trace would bury it.
 */
export async function runCommand(program: Command, args: readonly string[] = process.argv.slice(2)): Promise<void> {
  // `… | head` closes our output early: that is its reader's choice and no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
  program.exitOverride();
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
