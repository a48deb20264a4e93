import type { ChildProcess, ForkOptions } from "node:child_process";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

export const FORK: ForkOptions = { stdio: ["ignore", "inherit", "inherit", "ipc"] };
/** As production starts its web processes (scripts/start/run.ts). */
export const YOUNG_SPACE = ["--min-semi-space-size=16", "--max-semi-space-size=16"] as const;
export type Numbers = Readonly<Record<string, number>>;

/** Sends an order and waits for the answer that has `key`. */
export function ask(server: ChildProcess, order: object | null, key: string): Promise<Numbers> {
  return new Promise((resolveAnswer, reject) => {
    const onMessage = (message: unknown): void => {
      if (typeof message !== "object" || message === null || !(key in message)) return;
      server.off("message", onMessage);
      resolveAnswer(message as Numbers);
    };
    server.on("message", onMessage);
    server.once("exit", () => reject(new Error("the server ended")));
    if (order !== null) server.send(order);
  });
}

/** Each call gives the next line that the load client prints. */
export function lines(load: ChildProcess): () => Promise<Numbers> {
  if (load.stdout === null) throw new Error("the load client has no output");
  const read = createInterface({ input: load.stdout })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await read.next();
    if (done === true) throw new Error("the load client ended");
    return JSON.parse(value) as Numbers;
  };
}

export function freePort(): Promise<number> {
  return new Promise((found, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => found(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
