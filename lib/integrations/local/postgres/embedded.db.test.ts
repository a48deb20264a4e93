import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client } from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { withDatabase } from "@/lib/db/urls";
import { type EmbeddedPostgres, openEmbedded, removeEmbedded } from "./embedded.ts";

const password = "a-password-of-this-test";
const opened: EmbeddedPostgres[] = [];
const folders: string[] = [];
const servers: Server[] = [];

/** A data folder that anyone may enter, as a project's own would be. */
function dataFolder(mode = 0o755): string {
  const folder = mkdtempSync(join(tmpdir(), "heliograph-embedded-"));
  chmodSync(folder, mode);
  folders.push(folder);
  return folder;
}

async function open(dataDir: string): Promise<EmbeddedPostgres> {
  const embedded = await openEmbedded({ dataDir, password, fsync: false, maxConnections: 20 });
  opened.push(embedded);
  return embedded;
}

async function ask(embedded: EmbeddedPostgres, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: withDatabase(embedded.url, "postgres") });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function postmasterPid(embedded: EmbeddedPostgres): number {
  return Number.parseInt(readFileSync(join(embedded.dir, "postmaster.pid"), "utf8"), 10);
}

/** Until a process is gone; it may still be a zombie of the test's container, so its command line is what counts. */
async function gone(pid: number): Promise<void> {
  await expect
    .poll(
      () => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, "utf8");
        } catch {
          return "";
        }
      },
      { timeout: 10_000, interval: 20 },
    )
    .toBe("");
}

afterEach(async () => {
  for (const embedded of opened.splice(0)) await embedded.stop();
  for (const folder of folders) await removeEmbedded(folder);
  for (const server of servers.splice(0)) server.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe("the embedded database", () => {
  it("starts in an empty folder, is found by the second caller, keeps its port and its rows over a stop", async () => {
    const dataDir = dataFolder();
    const first = await open(dataDir);
    expect(first.started).toBe(true);
    await ask(first, "CREATE TABLE kept AS SELECT 1 AS one");
    const second = await open(dataDir);
    expect(second).toMatchObject({ started: false, port: first.port });
    await first.stop();
    await expect(ask(first, "SELECT 1")).rejects.toThrow("ECONNREFUSED");
    const third = await open(dataDir);
    expect(third).toMatchObject({ started: true, port: first.port });
    expect(await ask(third, "SELECT one FROM kept")).toEqual([{ one: 1 }]);
  });

  it("gives one server to two callers at once", async () => {
    const dataDir = dataFolder();
    const both = await Promise.all([open(dataDir), open(dataDir)]);
    expect(both[0].port).toBe(both[1].port);
    expect(both.filter((one) => one.started)).toHaveLength(1);
  });

  it("takes another port when its own is taken", async () => {
    const dataDir = dataFolder();
    const first = await open(dataDir);
    await first.stop();
    const stranger = createServer();
    servers.push(stranger);
    await new Promise<void>((resolve) => stranger.listen(first.port, "127.0.0.1", resolve));
    const again = await open(dataDir);
    expect(again.port).not.toBe(first.port);
    expect(await ask(again, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("survives kill -9 of its server, and keeps what was committed", async () => {
    const dataDir = dataFolder();
    const first = await open(dataDir);
    await ask(first, "CREATE TABLE kept AS SELECT 1 AS one");
    const pid = postmasterPid(first);
    process.kill(pid, "SIGKILL");
    await gone(pid);
    const again = await open(dataDir);
    expect(await ask(again, "SELECT one FROM kept")).toEqual([{ one: 1 }]);
  });

  it("is not deceived by a pid file whose pid is another program's by now", async () => {
    const dataDir = dataFolder();
    const first = await open(dataDir);
    const file = join(first.dir, "postmaster.pid");
    const lines = readFileSync(file, "utf8").split("\n");
    await first.stop();
    writeFileSync(file, [String(process.pid), ...lines.slice(1)].join("\n"));
    const again = await open(dataDir);
    expect(again.started).toBe(true);
  });

  it("says so in one line when the folder was made with another password", async () => {
    const dataDir = dataFolder();
    await (await open(dataDir)).stop();
    await expect(openEmbedded({ dataDir, password: "another", fsync: false })).rejects.toThrow(
      /was made with another password: put .*secrets.json back/,
    );
    opened.push(await openEmbedded({ dataDir, password, fsync: false }));
  });

  it("is gone with its data when it is removed, so that the folder can be begun anew", async () => {
    const dataDir = dataFolder(0o700);
    await open(dataDir);
    await removeEmbedded(dataDir);
    rmSync(dataDir, { recursive: true });
    const anew = await openEmbedded({ dataDir, password: "another", fsync: false });
    await anew.stop();
    expect(anew.started).toBe(true);
  });

  it("takes away what a removed data folder has left elsewhere, but no server's that runs", async () => {
    if (process.getuid?.() !== 0) return expect((await open(dataFolder(0o700))).moved).toBeNull();
    const dataDir = dataFolder(0o700);
    const again = (): void => {
      rmSync(dataDir, { recursive: true });
      mkdirSync(dataDir, { mode: 0o700 });
    };
    const first = await open(dataDir);
    again();
    const second = await open(dataDir);
    expect(await ask(first, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await first.stop();
    await second.stop();
    again();
    await open(dataDir);
    expect([first, second].map(({ dir }) => existsSync(dir))).toEqual([false, false]);
    await removeEmbedded(dataDir);
    expect(existsSync(dirname(first.dir))).toBe(false);
  });

  it("is removed as well when its server was killed with the machine, and touches nobody who has its pid by now", async () => {
    const dataDir = dataFolder();
    const first = await open(dataDir);
    const file = join(first.dir, "postmaster.pid");
    const lines = readFileSync(file, "utf8").split("\n");
    await first.stop();
    writeFileSync(file, [String(process.pid), ...lines.slice(1)].join("\n"));
    await removeEmbedded(dataDir);
    expect(existsSync(first.dir)).toBe(false);
  });

  it("moves out of a folder that the server's user cannot enter, and says so", async () => {
    const dataDir = dataFolder(0o700);
    const embedded = await open(dataDir);
    expect(await ask(embedded, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    if (process.getuid?.() === 0) {
      expect(embedded.moved).toContain(
        `The OS user postgres cannot enter ${dataDir}, so the database lies in ${embedded.dir}`,
      );
    } else {
      expect(embedded.moved).toBeNull();
    }
  });
});
