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
    process.stderr.write(`${oneLine(error)}\n`);
    process.exitCode = 1;
  }
}

/** Prisma's codes for a role, a table or a column that no migration has made yet. */
const UNMADE = new Set(["P1000", "P2021", "P2022"]);

/** Prisma says last what the database answered, below the place in our code that had asked. */
function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!error.name.startsWith("PrismaClient")) return error.message;
  const said = error.message.trim().split("\n").at(-1) ?? error.name;
  const unmade = "code" in error && typeof error.code === "string" && UNMADE.has(error.code);
  return unmade ? `${said.replace(/\.$/, "")}. Bring the database to this version: npm run migrate` : said;
}
