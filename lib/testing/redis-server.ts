import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { createClient, type RedisClientType } from "redis";

export interface TestRedis {
  readonly url: string;
  /** kill -9, by its id. */
  kill(): Promise<void>;
  /** Starts it again at the same port, empty. */
  start(): Promise<void>;
  /** Forgets everything, as `redis-cli flushall`. */
  flush(): Promise<void>;
  /** Names of all keys in it. */
  keys(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const PROGRAM = "/usr/bin/redis-server";

/** A redis-server of the test's own on a free port, kept in memory alone. @throws Error that says what to install */
export async function startRedis(): Promise<TestRedis> {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: apt-get install redis-server`);
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    child = spawn(PROGRAM, ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], {
      stdio: "ignore",
    });
    await withClient(url, async (client) => void (await client.ping()));
  };
  const kill = async (): Promise<void> => {
    const running = child;
    child = null;
    if (running === null) return;
    const gone = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGKILL");
    await gone;
  };
  await start();
  return {
    url,
    start,
    kill,
    stop: kill,
    flush: () => withClient(url, async (client) => void (await client.flushAll())),
    keys: () => withClient(url, (client) => client.keys("*")),
  };
}

type Client = RedisClientType;

/** Connects, trying again while the server starts. */
async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = createClient({
    url,
    socket: { reconnectStrategy: (tries) => (tries < 100 ? 50 : new Error("no redis")) },
  }) as RedisClientType;
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

function freePort(): Promise<number> {
  return new Promise((found, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => found(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
