// npm test, first part: what must happen before node_modules exists. The second is main.ts.
import { checkMachine, goOn, installPackages, orOneLine, step } from "../install/install.mjs";

const HELP = `Usage: npm test [-- SUITE…] [--help]

From a fresh clone: installs the packages, a Chromium and a Redis where they are missing, then runs the suites
  lint  types  unit  db  build  browser  input  chaos  several  orders  money
or those that are named. Ends with a line "N passed, N failed".
`;

orOneLine(async () => {
  const args = process.argv.slice(2);
  if (args.includes("--help")) return void process.stdout.write(HELP);
  await step("Machine", () => checkMachine());
  await step("Packages", (progress) => installPackages(progress));
  goOn("scripts/test/main.ts", args);
});
