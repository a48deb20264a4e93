import { AppError } from "@/lib/kernel/errors";

const TRIES = 6;
const WAIT_MAX_MS = 60_000;

export interface AskOptions {
  /** The exchange, for the message. */
  readonly id: string;
  /** Headers of the last answer. */
  readonly headers: () => Readonly<Record<string, unknown>>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Asks for something that is safe to ask for twice. What passes (a limit, a timeout, a 5xx) is asked again, six times in all, after the time
 * the exchange names in Retry-After or 1, 2, 4, 8, 16 s; what the exchange refuses is refused at once.
 * @throws AppError "unavailable" in the end, "bad_request" for a refusal
 */
export async function askAgain<T>(request: () => Promise<T>, { id, headers, sleep, signal }: AskOptions): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    signal?.throwIfAborted();
    try {
      return await request();
    } catch (error) {
      const message = (error instanceof Error ? error.message : String(error)).slice(0, 300);
      if (!passes(error)) throw new AppError("bad_request", `${id} refused: ${message}`, { cause: error });
      if (tried === TRIES)
        throw new AppError("unavailable", `${id} did not answer, ${TRIES} times asked: ${message}`, { cause: error });
      await sleep(Math.min(WAIT_MAX_MS, namedWaitMs(headers()) ?? 1_000 * 2 ** (tried - 1)));
    }
  }
}

/** ccxt's NetworkError and its kinds (RateLimitExceeded, DDoSProtection, RequestTimeout, ExchangeNotAvailable, …). */
function passes(error: unknown): boolean {
  for (let kind: unknown = error; typeof kind === "object" && kind !== null; kind = Object.getPrototypeOf(kind))
    if (kind.constructor.name === "NetworkError") return true;
  return false;
}

function namedWaitMs(headers: Readonly<Record<string, unknown>>): number | null {
  const named = Object.entries(headers).find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  const seconds = typeof named === "string" ? Number(named) : Number.NaN;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}
