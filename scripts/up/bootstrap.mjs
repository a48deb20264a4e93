// npm run up, first part: what must happen before node_modules exists. The second is main.ts.
import { checkMachine, goOn, installPackages, orOneLine, step } from "../install/install.mjs";

const HELP = `Usage: npm run up [-- --no-serve]

From a fresh clone to a served site: installs packages, makes the sandbox's secrets, starts the embedded PostgreSQL, migrates, seeds,
builds and serves http://localhost:3000 (PORT). Safe to repeat; a second start skips what has not changed.

  --no-serve   everything but serving
  --help       this text
`;

orOneLine(async () => {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) return void process.stdout.write(HELP);
  const unknown = args.find((one) => one !== "--no-serve");
  if (unknown !== undefined) {
    process.stderr.write(`There is no ${unknown} here.\n\n${HELP}`);
    process.exitCode = 2; // called wrongly, as of all our commands
    return;
  }
  await step("Machine", () => checkMachine());
  await step("Packages", (progress) => installPackages(progress));
  goOn("scripts/up/main.ts", args);
});
