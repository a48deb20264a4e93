import pg from "pg";

export interface Listener {
  stop(): Promise<void>;
}

export interface ListenOptions {
  readonly url: string;
  readonly applicationName: string;
  /** What to do with a payload, by channel. It must not throw. */
  readonly channels: Readonly<Record<string, (payload: string) => void>>;
  /** Called at each (re)connection: what was sent meanwhile was not heard, so readers should look for themselves. */
  readonly onListening?: () => void;
  readonly onError?: (error: unknown) => void;
}

/** The session's own keep-alive: a listener whose server vanished without a word notices within some 12 s. */
const KEEPALIVES = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3";

/** One connection of its own for `pg`, with the settings that every long-lived one of ours needs. */
export function sessionClient(url: string, applicationName: string): pg.Client {
  return new pg.Client({
    connectionString: url,
    application_name: applicationName,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    connectionTimeoutMillis: 5_000,
    options: KEEPALIVES,
  });
}

/** LISTENs on channels, and comes back by itself when the connection is lost. NOTIFY only wakes: every reader polls as well. */
export function listen(options: ListenOptions): Listener {
  let stopped = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let delayMs = 100;

  const connect = async (): Promise<void> => {
    const next = sessionClient(options.url, options.applicationName);
    client = next;
    let lost = false;
    const onLost = (error?: unknown): void => {
      if (lost) return;
      lost = true;
      if (stopped) return;
      options.onError?.(error ?? new Error("the listening connection ended"));
      next.end().catch(() => undefined);
      timer = setTimeout(() => void connect(), delayMs);
      delayMs = Math.min(delayMs * 2, 2_000);
    };
    next.on("error", onLost);
    next.on("end", () => onLost());
    next.on("notification", ({ channel, payload }) => options.channels[channel]?.(payload ?? ""));
    try {
      await next.connect();
      for (const channel of Object.keys(options.channels)) await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      delayMs = 100;
      options.onListening?.();
    } catch (error) {
      onLost(error);
    }
  };
  void connect();

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
