import { type ChildProcess, spawn } from "node:child_process";
import { childEnvironment } from "@/lib/runtime/env";

export interface ChildSpec {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface Supervised {
  /** Resolves when the child has said that it serves. @throws Error with one line when it gave up */
  readonly ready: Promise<void>;
  /** Resolves with a sentence when the child failed for good. Never rejects. */
  readonly failed: Promise<string>;
  /** SIGTERM, then SIGKILL after `graceMs`. Resolves when it is gone. */
  stop(graceMs?: number): Promise<void>;
}

const RESTART_MS = [200, 1_000, 2_000, 5_000];
/** So many ends in a row without ever having served, and we give up: a restart would not help. */
const HOPELESS = 3;

/**
 * Runs a child and starts it again when it dies, each time with a line that says so. It gives up on a child that ends by itself with
 * 78 (a wrong setting) or three times before it served.
 */
export function supervise(spec: ChildSpec, say: (line: string) => void): Supervised {
  let child: ChildProcess | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;
  let failures = 0;
  let serve: () => void = () => undefined;
  let fail: (sentence: string) => void = () => undefined;
  const served = new Promise<void>((resolve) => (serve = resolve));
  const failed = new Promise<string>((resolve) => (fail = resolve));

  const begin = (): void => {
    let hasServed = false;
    const running = spawn(process.execPath, spec.args, {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: childEnvironment(spec.env),
    });
    child = running;
    running.on("message", (message) => {
      if (message !== "ready") return;
      hasServed = true;
      failures = 0;
      serve();
    });
    running.on("error", (error) => say(`${spec.name} could not be started: ${error.message}`));
    running.on("exit", (code, signal) => {
      child = null;
      if (stopping) return;
      failures = hasServed ? 1 : failures + 1;
      const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
      if (code === 78 || failures >= HOPELESS) {
        fail(`${spec.name} ${how}${code === 78 ? "" : ` ${failures} times before it served`}`);
        return;
      }
      const waitMs = RESTART_MS[Math.min(failures - 1, RESTART_MS.length - 1)] ?? 5_000;
      say(`${spec.name} ${how}; starting it again in ${waitMs / 1_000} s`);
      timer = setTimeout(begin, waitMs);
    });
  };
  begin();

  return {
    ready: Promise.race([
      served,
      failed.then((sentence) => {
        throw new Error(sentence);
      }),
    ]),
    failed,
    stop: (graceMs = 5_000) =>
      new Promise((resolve) => {
        stopping = true;
        if (timer !== null) clearTimeout(timer);
        const running = child;
        if (running === null) return resolve();
        const kill = setTimeout(() => running.kill("SIGKILL"), graceMs);
        running.once("exit", () => {
          clearTimeout(kill);
          resolve();
        });
        running.kill("SIGTERM");
      }),
  };
}
