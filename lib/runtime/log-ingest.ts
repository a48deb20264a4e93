const EVERY_MS = 1_000;
/** Short, since the end of a process waits for it. */
const TIMEOUT_MS = 2_000;
/** Lines that wait while the collector does not take them; beyond it the oldest go, and are counted. */
const WAITING_MAX = 1_000;

export interface LogIngest {
  /** Takes one line of the log, its line end included. */
  write(line: string): void;
  /** Hands over what waits, in one try: for the end of a process. */
  close(): Promise<void>;
}

/**
 * Hands lines of the log to the operator's collector (LOG_INGEST_WEBHOOK) as NDJSON, once a second at most. Nothing waits for it and nothing fails by
 * it: what a collector that is away missed is sent when it is back, and what was too much by then is told as a number.
 */
export function createLogIngest(url: string): LogIngest {
  let waiting: string[] = [];
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;

  const keep = (lines: readonly string[]): void => {
    const over = Math.max(0, lines.length - WAITING_MAX);
    waiting = lines.slice(over);
    lost += over;
  };
  const send = async (): Promise<void> => {
    const [lines, missing] = [waiting, lost];
    waiting = [];
    lost = 0;
    const note = {
      level: "warn",
      time: new Date().toISOString(),
      msg: `${missing} log lines were lost on the way here`,
    };
    const body = [...lines, ...(missing === 0 ? [] : [`${JSON.stringify(note)}\n`])].join("");
    const isTaken = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isTaken) return;
    lost += missing;
    keep([...lines, ...waiting]);
  };
  const arrange = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      sending = send().then(() => {
        sending = undefined;
        if (waiting.length > 0) arrange();
      });
    }, EVERY_MS).unref();
  };
  return {
    write(line) {
      keep([...waiting, line]);
      if (sending === undefined) arrange();
    },
    async close() {
      clearTimeout(timer);
      await sending;
      clearTimeout(timer);
      if (waiting.length + lost > 0) await send();
    },
  };
}
