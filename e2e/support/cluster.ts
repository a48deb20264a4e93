import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setAuthSettings } from "@/lib/auth/auth-settings";
import { type Db, openDb } from "@/lib/db/client";
import { databaseUrls, withDatabase } from "@/lib/db/urls";
import { openEmbedded, removeEmbedded } from "@/lib/integrations/local/postgres/embedded";
import { utcMs } from "@/lib/kernel/time";
import { childEnvironment, testPort } from "@/lib/runtime/env";
import { migrate } from "@/lib/runtime/migrate";
import { ensureSecrets } from "@/lib/runtime/secrets";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";

/** What docs/deploy/pm2.config.cjs starts, by one of its lines. */
interface App {
  readonly script: string;
  readonly node_args: string;
  readonly env: Readonly<Record<string, string>>;
}

const { apps }: { apps: readonly App[] } = createRequire(import.meta.url)("../../docs/deploy/pm2.config.cjs");

/**
 * The set-up of docs/deploy.md: the processes of its PM2 sample, on ports of the test's, with the roles that migrations make, a database and
 * a Redis of their own. balancer.ts does nginx' part.
 */
export class Cluster {
  readonly webs: readonly Part[];
  readonly worker: Part;
  readonly redis: TestRedis;
  /** Writes to the cluster's database, by the machine's clock. */
  readonly ctx: TestCtx;
  readonly #stop: () => Promise<void>;

  private constructor(
    parts: { webs: readonly Part[]; worker: Part; redis: TestRedis; ctx: TestCtx },
    stop: () => Promise<void>,
  ) {
    this.webs = parts.webs;
    this.worker = parts.worker;
    this.redis = parts.redis;
    this.ctx = parts.ctx;
    this.#stop = stop;
  }

  /** Starts everything and waits until each process has said that it serves. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<Cluster> {
    const dataDir = mkdtempSync(join(tmpdir(), "heliograph-cluster-"));
    const { secrets } = ensureSecrets(dataDir);
    const embedded = await openEmbedded({
      dataDir,
      password: secrets.POSTGRES_PASSWORD ?? "",
      fsync: false,
      maxConnections: 200,
    });
    const { NEXTAUTH_SECRET } = secrets;
    if (NEXTAUTH_SECRET === undefined) throw new Error("no secret was made");
    const owner = withDatabase(embedded.url, "heliograph");
    const urls = databaseUrls({ admin: owner }, NEXTAUTH_SECRET);
    await migrate(urls);
    const redis = await startRedis();
    const port = testPort() + 20;
    const baseUrl = `http://localhost:${port}`;
    const env = {
      DATA_DIR: dataDir,
      DATABASE_URL: urls.web,
      DATABASE_WORKER_URL: urls.worker,
      REDIS_URL: redis.url,
      NEXTAUTH_URL: baseUrl,
      NEXTAUTH_SECRET,
      STRIPE_API_BASE: "http://127.0.0.1:9",
      MARKET_SOURCE: "replay",
      ENABLE_MOCK_DATA: "true",
      RATE_LIMIT_IP: "0",
      RATE_LIMIT_USER: "0",
      LOG_LEVEL: "error",
      ...settings,
    };
    const webs = apps
      .filter((app) => app.env.PORT !== undefined)
      .map((app, n) => new Part(app, { ...env, PORT: String(port + n) }, `http://localhost:${port + n}`));
    const workers = apps.filter((app) => app.env.PORT === undefined).map((app) => new Part(app, env, ""));
    const [worker] = workers;
    if (webs.length !== 2 || worker === undefined) throw new Error("the sample has two web processes and a worker");
    const db: Db = openDb(owner, { poolMax: 4, applicationName: "cluster-test" });
    setAuthSettings({ secret: NEXTAUTH_SECRET });
    const made = createTestCtx(db);
    const clock = Object.assign(made.clock, { now: () => utcMs(Date.now()) });
    const ctx: TestCtx = { ...made, clock, config: { ...made.config, baseUrl } };
    const stop = async (): Promise<void> => {
      await Promise.all([...webs, worker].map((part) => part.stop()));
      await db.$disconnect();
      await redis.stop();
      await removeEmbedded(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    };
    try {
      await Promise.all([...webs, worker].map((part) => part.start()));
    } catch (error) {
      await stop();
      throw error;
    }
    return new Cluster({ webs, worker, redis, ctx }, stop);
  }

  stop(): Promise<void> {
    return this.#stop();
  }
}

/** One process of the production build. */
export class Part {
  readonly url: string;
  readonly #app: App;
  readonly #env: Readonly<Record<string, string | undefined>>;
  #child: ChildProcess | null = null;

  constructor(app: App, env: Readonly<Record<string, string | undefined>>, url: string) {
    this.#app = app;
    this.#env = env;
    this.url = url;
  }

  get runs(): boolean {
    return this.#child !== null;
  }

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const { script, node_args: options, env } = this.#app;
      const child = spawn(process.execPath, [...options.split(" "), script], {
        stdio: ["ignore", "inherit", "inherit", "ipc"],
        env: childEnvironment({ ...env, ...this.#env }),
      });
      this.#child = child;
      child.on("message", (message) => message === "ready" && resolve());
      child.once("exit", (code) => {
        if (this.#child === child) this.#child = null;
        reject(new Error(`${script} ended with ${code} before it served`));
      });
    });
  }

  /** kill -9, by its id. */
  kill(): void {
    this.#child?.kill("SIGKILL");
    this.#child = null;
  }

  stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => child.kill("SIGKILL"), 8_000);
      child.once("exit", () => {
        clearTimeout(timer);
        resolve();
      });
      child.kill("SIGTERM");
    });
  }
}
