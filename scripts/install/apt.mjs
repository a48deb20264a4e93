// Plain JavaScript, like its callers.
import { existsSync } from "node:fs";
import { run, SetupError } from "./install.mjs";

/** Whether packages of Debian's can be installed here: as root, with apt-get. */
export function canInstall() {
  return process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

/**
 * Installs packages of Debian's and looks for the program that they bring.
 * @param {readonly string[]} packages
 * @param {string} program its path
 * @returns {Promise<string>} the path
 * @throws SetupError with the last line that apt-get said
 */
export async function aptInstall(packages, program, progress) {
  progress(`apt-get install ${packages[0]}`);
  await run("apt-get", ["update", "-q"]);
  const { code, output } = await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages]);
  if (code === 0 && existsSync(program)) return program;
  throw new SetupError(`${packages[0]} could not be installed: ${output.trim().split("\n").at(-1)}`);
}
