// Plain JavaScript for the machine's own Node (20 or newer): it runs before node_modules exists.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, statfsSync } from "node:fs";

const NODE_MIN = 20;
const DISK_COLD_MB = 2_500;
const DISK_WARM_MB = 300;

/** A fault that a person can mend. Its message is the one line that is printed. */
export class SetupError extends Error {}

/**
 * Runs one step and prints its name, what came of it and its time. `work` answers with that text and, where the step makes something,
 * with what it made; it may report progress, shown every few seconds.
 * @template T
 * @param {string} title
 * @param {(progress: (text: string) => void) => Promise<readonly [string, T?]> | readonly [string, T?]} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const begun = Date.now();
  let doing = "";
  const seconds = () => `${((Date.now() - begun) / 1_000).toFixed(1)} s`;
  const timer = setInterval(() => console.log(`  … ${title}: ${doing === "" ? "" : `${doing}, `}${seconds()}`), 5_000);
  try {
    const [outcome, made] = await work((text) => {
      doing = text;
    });
    console.log(`${`✓ ${title}`.padEnd(14)} ${outcome.padEnd(70)} ${seconds().padStart(8)}`);
    return made;
  } finally {
    clearInterval(timer);
  }
}

/** Node and disk, before anything is written. @throws SetupError */
export function checkMachine() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < NODE_MIN)
    throw new SetupError(`Node ${process.versions.node} is too old: install Node ${NODE_MIN} or newer`);
  const disk = statfsSync(".");
  const freeMb = Math.floor((disk.bavail * disk.bsize) / 1_000_000);
  const needMb = packagesAreCurrent() ? DISK_WARM_MB : DISK_COLD_MB;
  if (freeMb < needMb) throw new SetupError(`The disk is full: ${freeMb} MB are free here, ${needMb} MB are needed`);
  return [`Node ${process.versions.node}, ${(freeMb / 1_000).toFixed(0)} GB free`];
}

/** Whether node_modules holds what package-lock.json names. npm keeps what it installed in a lock of its own. */
function packagesAreCurrent() {
  const inside = "node_modules/.package-lock.json";
  if (!existsSync(inside) || !existsSync("node_modules/.bin/node")) return false;
  const wanted = JSON.parse(readFileSync("package-lock.json", "utf8")).packages;
  const there = JSON.parse(readFileSync(inside, "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === "" || (there[path]?.version ?? (entry.optional ? entry.version : null)) === entry.version,
  );
}

/** Installs what package-lock.json names, if node_modules differs. @throws SetupError */
export async function installPackages(progress) {
  if (packagesAreCurrent()) return ["unchanged"];
  progress("npm ci");
  const { code, output } = await run("npm", [
    "ci",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--fetch-retries=2",
    "--fetch-retry-mintimeout=2000",
  ]);
  if (code !== 0) throw new SetupError(installFault(output));
  const { packages } = JSON.parse(readFileSync("node_modules/.package-lock.json", "utf8"));
  return [`installed ${Object.keys(packages).length} packages`];
}

function installFault(output) {
  if (/ENOSPC/.test(output)) return "The disk is full: npm could not write the packages";
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH/.test(output)) {
    return "No network: npm could not reach its registry; connect and run this again";
  }
  if (/EACCES|EPERM/.test(output)) return "npm may not write node_modules here: check who owns this folder";
  const line = output
    .split("\n")
    .map((text) => text.trim())
    .find((text) => /npm (ERR!|error) (?!code)/.test(text) && text.length > 10);
  return `The packages could not be installed: ${line ?? "npm ci failed"}`;
}

/** Runs a program to its end, keeping what it says. */
export function run(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("exit", (code) => resolve({ code, output }));
  });
}

/**
 * Goes on in TypeScript under the project's own Node 24, in this terminal. Signals reach the child, and we end as it ends.
 * @param {string} script @param {string[]} args
 */
export function goOn(script, args) {
  const child = spawn("node_modules/.bin/node", ["--import", "tsx", script, ...args], { stdio: "inherit" });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
}

/** @param {() => Promise<void>} main */
export function orOneLine(main) {
  main().catch((error) => {
    console.error(error instanceof SetupError ? `✗ ${error.message}` : error);
    process.exit(1);
  });
}
