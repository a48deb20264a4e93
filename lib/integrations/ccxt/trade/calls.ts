import { AsyncLocalStorage } from "node:async_hooks";
import type { RequestPriority } from "@/lib/ports/trade-venue";

/** What an exchange sent back, before ccxt made an error of it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed; undefined where it is no JSON. */
  readonly json: unknown;
}

/** One call of ours into ccxt, which may send several requests. Requests find their call by the async context, as ccxt passes nothing on. */
export interface Call {
  readonly priority: RequestPriority;
  /** Asked right before a request that changes the account is signed; on false it does not leave. */
  readonly mayLeave?: () => Promise<boolean>;
  /** Requests that left this machine, with how each was answered. */
  readonly requests: SentRequest[];
  /** Answers in the order in which they came. */
  readonly received: Answer[];
}

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  answer: Answer | null;
}

const calls = new AsyncLocalStorage<Call>();

/** Runs `work`; `call` tells afterwards what it sent, also if it threw. */
export function inCall<T>(call: Call, work: () => Promise<T>): Promise<T> {
  return calls.run(call, work);
}

/** The call that is being made; null for what ccxt does by itself (its websockets' keys). */
export function presentCall(): Call | null {
  return calls.getStore() ?? null;
}

/** Whether something that changes the account left: no order call of any venue is a GET. */
export function changedSomething({ requests }: Call): boolean {
  return requests.some(({ method }) => method !== "GET");
}

/**
 * The answer that made a call fail, by the classes of its error, the most specific first. ccxt makes its errors of the answer that came last,
 * also where requests ran side by side; a break or time-out, which is its bare NetworkError or no error of ccxt's at all, is of the last
 * request.
 */
export function failingAnswer({ requests, received }: Call, kinds: readonly string[]): Answer | null {
  const answered = kinds.includes("BaseError") && kinds[0] !== "NetworkError" && kinds[0] !== "RequestTimeout";
  return (answered ? received.at(-1) : requests.at(-1)?.answer) ?? null;
}
