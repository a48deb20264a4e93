import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { Client } from "pg";
import { findPlace, type Place } from "./place.ts";

export interface EmbeddedPostgres {
  /** The owner's address of the database `heliograph`. */
  readonly url: string;
  readonly port: number;
  readonly dir: string;
  /** Whether this call started the server; false: another process had. */
  readonly started: boolean;
  /** Why the data lies elsewhere than in DATA_DIR, as a sentence. */
  readonly moved: string | null;
  /** Fast shutdown: open transactions are rolled back, all that is committed is kept. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly password: string;
  /** false: a crash of the machine (not of a process) may lose data. For tests. */
  readonly fsync?: boolean;
  readonly maxConnections?: number;
}

const DATABASE = "heliograph";
const OWNER = "heliograph";
const START_TIMEOUT_MS = 60_000;

/**
 * Finds or starts the embedded server of a data folder. The server is no child of ours: it lives until someone stops it, and every
 * process with the same data folder finds it by PostgreSQL's own postmaster.pid. Callable by many processes at once.
 * @throws Error with one line for the person who starts us
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const place = await findPlace(options.dataDir);
  await initialise(place, options.password);
  const deadline = Date.now() + START_TIMEOUT_MS;
  let fault = "";
  while (Date.now() < deadline) {
    const running = readPostmaster(place.dir);
    if (running !== null) {
      if (await answers(running.port, options.password, place.dir))
        return handle(place, running.port, options.password, false);
      if (!isPostmasterOf(running.pid, place.dir)) rmSync(join(place.dir, "postmaster.pid"), { force: true });
      else await pause(100); // it is starting, recovering or stopping
      continue;
    }
    const port = await choosePort(place.dir);
    const outcome = await start(place, port, options);
    if (outcome === null) {
      writeFileSync(portFile(place.dir), String(port));
      if (await answers(port, options.password, place.dir)) return handle(place, port, options.password, true);
      await stop(place);
      throw new Error(
        `The embedded database in ${place.dir} was made with another password: put DATA_DIR/secrets.json back, or move the folder away`,
      );
    }
    fault = outcome;
    if (/No space left/i.test(fault)) break;
    await pause(100);
  }
  throw new Error(
    `The embedded database did not start: ${fault === "" ? "it does not answer" : fault} (see ${logFile(place.dir)})`,
  );
}

/** Stops the server of a data folder, if it runs, and removes its data, wherever it lies. The folder itself is left to the caller. */
export async function removeEmbedded(dataDir: string): Promise<void> {
  const place = await findPlace(dataDir);
  await stop(place);
  for (const path of [place.dir, portFile(place.dir), logFile(place.dir)])
    rmSync(path, { recursive: true, force: true });
  if (place.moved !== null && readdirSync(dirname(place.dir)).length === 0) rmdirSync(dirname(place.dir));
}

/** Whose data folder was removed and is begun anew has left a database beside this place that nobody finds any more: it goes, unless its server runs. */
function removeForerunners(place: Place): void {
  if (place.moved === null) return;
  for (const name of readdirSync(dirname(place.dir))) {
    const dir = join(dirname(place.dir), name);
    if (!/^postgres-[0-9a-f]{8}$/.test(name) || dir === place.dir) continue;
    const running = readPostmaster(dir);
    if (running !== null && isPostmasterOf(running.pid, dir)) continue;
    for (const left of [dir, portFile(dir), logFile(dir)]) rmSync(left, { recursive: true, force: true });
  }
}

function handle(place: Place, port: number, password: string, started: boolean): EmbeddedPostgres {
  const url = `postgres://${OWNER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${DATABASE}`;
  return { url, port, dir: place.dir, started, moved: place.moved, stop: () => stop(place) };
}

/** initdb into a folder beside, then one rename: a half-made cluster is never mistaken for one, and of two processes one wins. */
async function initialise(place: Place, password: string): Promise<void> {
  if (existsSync(join(place.dir, "PG_VERSION"))) return;
  removeForerunners(place);
  const fresh = `${place.dir}.${randomBytes(4).toString("hex")}.new`;
  const passwordFile = `${fresh}.password`;
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    if (place.user !== null) for (const path of [fresh, passwordFile]) chownSync(path, place.user.uid, place.user.gid);
    const args = [
      "-D",
      fresh,
      "-U",
      OWNER,
      "--auth=scram-sha-256",
      `--pwfile=${passwordFile}`,
      "--encoding=UTF8",
      "--locale=C",
      "--no-sync",
    ];
    const { code, output } = await run(place, place.binaries.initdb, args);
    if (code !== 0) throw new Error(`The embedded database could not be made: ${lastLine(output)}`);
    if (!existsSync(join(place.dir, "PG_VERSION"))) renameSync(fresh, place.dir);
  } catch (error) {
    if (!existsSync(join(place.dir, "PG_VERSION"))) throw error;
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** @returns null once it accepts connections, else what it said */
async function start(place: Place, port: number, options: EmbeddedOptions): Promise<string | null> {
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: options.maxConnections ?? 200,
    timezone: "UTC",
    fsync: options.fsync === false ? "off" : "on",
    full_page_writes: options.fsync === false ? "off" : "on",
  };
  const log = logFile(place.dir);
  closeSync(openSync(log, "a"));
  if (place.user !== null) chownSync(log, place.user.uid, place.user.gid);
  const flags = Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value === "" ? "''" : value}`)
    .join(" ");
  const { code, output } = await run(place, place.binaries.pg_ctl, [
    "start",
    "-D",
    place.dir,
    "-w",
    "-t",
    "50",
    "-l",
    log,
    "-o",
    flags,
  ]);
  if (code === 0) return null;
  const said = readFileSync(log, "utf8")
    .split("\n")
    .filter((line) => /FATAL|PANIC|ERROR/.test(line))
    .at(-1);
  return said ?? lastLine(output);
}

async function stop(place: Place): Promise<void> {
  // A server killed with its machine leaves its file behind, and pg_ctl would signal whoever has that pid by now.
  const running = readPostmaster(place.dir);
  if (running === null || !isPostmasterOf(running.pid, place.dir)) return;
  const { code, output } = await run(place, place.binaries.pg_ctl, [
    "stop",
    "-D",
    place.dir,
    "-m",
    "fast",
    "-w",
    "-t",
    "30",
  ]);
  if (code !== 0 && readPostmaster(place.dir) !== null)
    throw new Error(`The embedded database did not stop: ${lastLine(output)}`);
}

function run(place: Place, program: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: "/",
      detached: true, // Ctrl-C in our terminal must reach us alone: we stop the server after our own clients
      stdio: ["ignore", "pipe", "pipe"],
      env: { NODE_ENV: "production", PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
      ...place.user,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", (error) => reject(new Error(`${program} could not be started: ${error.message}`)));
    child.on("exit", (code) => resolve({ code, output }));
  });
}

/** postmaster.pid: line 1 is the pid, line 4 the port. Null where no server says it runs. */
function readPostmaster(dir: string): { readonly pid: number; readonly port: number } | null {
  const file = join(dir, "postmaster.pid");
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  const pid = Number.parseInt(lines[0] ?? "", 10);
  const port = Number.parseInt(lines[3] ?? "", 10);
  return Number.isInteger(pid) ? { pid, port: Number.isInteger(port) ? port : 0 } : null;
}

/** After an unclean stop the pid may be another program's by now; PostgreSQL would then refuse to start. */
function isPostmasterOf(pid: number, dir: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  if (!existsSync("/proc/self/cmdline")) return true; // no /proc: leave the judgement to PostgreSQL
  try {
    return readFileSync(commandLine, "utf8").split("\0").includes(dir);
  } catch {
    return false;
  }
}

/** Whether our own server answers at the port, not a stranger's: it must take our password and name our folder. */
async function answers(port: number, password: string, dir: string): Promise<boolean> {
  if (port === 0) return false;
  const client = new Client({
    host: "127.0.0.1",
    port,
    user: OWNER,
    password,
    database: "postgres",
    connectionTimeoutMillis: 3_000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
    return rows[0]?.data_directory === dir;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The port of last time where it is free, so that addresses stay; else any free one. */
async function choosePort(dir: string): Promise<number> {
  const remembered = existsSync(portFile(dir)) ? Number.parseInt(readFileSync(portFile(dir), "utf8"), 10) : 0;
  return (remembered > 0 ? await freePort(remembered) : null) ?? (await freePort(0)) ?? 0;
}

function freePort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : null));
    });
  });
}

const portFile = (dir: string): string => `${dir}.port`;
const logFile = (dir: string): string => `${dir}.log`;
const lastLine = (output: string): string => output.trim().split("\n").at(-1) ?? "";
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
