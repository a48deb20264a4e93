import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { removeEmbedded } from "@/lib/integrations/local/postgres/embedded";
import { childEnvironment } from "@/lib/runtime/env";
import type { SandboxFile } from "@/scripts/up/sandbox-file";

/** The product as `npm run up` serves it: its production build, with a data folder of its own. */
export interface Site {
  readonly origin: string;
  readonly port: number;
  readonly dataDir: string;
  /** The environment of a command that works on the same site. */
  readonly env: NodeJS.ProcessEnv;
  sandbox(): SandboxFile;
}

/** Serves while `work` measures. Limits are off, since 100 requests a minute would measure the limiter. */
export async function withSite(settings: Readonly<Record<string, string>>, work: (site: Site) => Promise<void>) {
  const port = await freePort();
  const dataDir = mkdtempSync(join(tmpdir(), "heliograph-bench-"));
  const origin = `http://127.0.0.1:${port}`;
  const env = childEnvironment({
    PORT: String(port),
    DATA_DIR: dataDir,
    NEXTAUTH_URL: origin,
    RATE_LIMIT_IP: "0",
    RATE_LIMIT_USER: "0",
    LOG_LEVEL: "warn",
    ...settings,
  });
  const server = spawn("npm", ["run", "-s", "up"], { stdio: ["ignore", "inherit", "inherit"], detached: true, env });
  try {
    await ready(`${origin}/api/ready`, server);
    const sandbox = (): SandboxFile => JSON.parse(readFileSync(join(dataDir, "sandbox.json"), "utf8"));
    await work({ origin, port, dataDir, env, sandbox });
  } finally {
    if (server.pid !== undefined && server.exitCode === null) {
      process.kill(-server.pid, "SIGTERM");
      await new Promise((done) => server.once("exit", done));
    }
    await removeEmbedded(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function ready(url: string, server: ChildProcess): Promise<void> {
  for (const until = Date.now() + 300_000; Date.now() < until; await pause(200)) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
    if (
      await fetch(url).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return;
  }
  throw new Error("the server was not ready within 5 minutes");
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address !== null ? done(address.port) : fail(new Error("no port")),
      );
    });
  });
}
