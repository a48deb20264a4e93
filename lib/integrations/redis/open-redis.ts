import { createClient, type RedisClientType } from "redis";
import type { Log } from "@/lib/ports/log";

/**
 * Redis as we use it: a place that may vanish. While it is away every command fails at once instead of waiting, and the caller goes by the
 * database; the connection comes back by itself.
 */
export interface Redis {
  readonly client: RedisClientType;
  /** A connection of its own for messages between processes. */
  readonly subscriber: RedisClientType;
  isUp(): boolean;
  /** Calls back at each (re)connection: what was kept there may be gone. */
  onUp(tell: () => void): void;
  close(): Promise<void>;
}

const RETRY_MS = [50, 100, 250, 500, 1_000] as const;
/** A Redis that hangs must not hold a request up: better the database's answer. */
const COMMAND_MS = 300;

export function openRedis(url: string, log: Log): Redis {
  const socket = {
    connectTimeout: 1_000,
    reconnectStrategy: (tries: number) => RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 1_000,
  };
  const client = createClient({ url, socket, disableOfflineQueue: true, commandOptions: { timeout: COMMAND_MS } });
  const subscriber = createClient({ url, socket });
  const listeners: (() => void)[] = [];
  let said = false;
  client.on("error", (error: unknown) => {
    if (!said) log.warn({ err: error }, "redis does not answer; limits and caches go by the database");
    said = true;
  });
  client.on("ready", () => {
    if (said) log.info({}, "redis is back");
    said = false;
    for (const tell of listeners) tell();
  });
  subscriber.on("error", () => undefined); // the same server: said above
  for (const one of [client, subscriber]) one.connect().catch(() => undefined);
  return {
    client: client as RedisClientType,
    subscriber: subscriber as RedisClientType,
    isUp: () => client.isReady,
    onUp: (tell) => void listeners.push(tell),
    async close() {
      for (const one of [client, subscriber]) if (one.isOpen) one.destroy();
    },
  };
}
