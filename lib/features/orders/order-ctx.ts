import type { Ctx } from "@/lib/ports/ctx";
import type { TradeAccount } from "@/lib/ports/trade-venue";
import type { Holdings } from "./holdings.ts";

/** Places where a process may be killed in a test (CRASH_AT, RELIABILITY 3.3): after each, a restart must end in the same orders. */
export const CRASH_POINTS = [
  "before_intent",
  "after_intent",
  "submitting",
  "send",
  "answer",
  "ack",
  "stop_placed",
  "fill_recorded",
  "ledger_posted",
  "outbox_written",
  "cancel_sent",
  "kill_read",
  "lock_lost",
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** What the verbs of orders ask of the world. Of the worker alone: the web process cannot open a key. */
export interface OrderCtx extends Ctx {
  /** Ends the process here when CRASH_AT says so; does nothing otherwise. */
  crash(point: CrashPoint): void;
}

/** An account that this process works on. `epoch` fences: once another one took the account over, nothing here commits any more. */
export interface HeldAccount {
  readonly keyId: string;
  readonly userId: string;
  readonly exchange: string;
  readonly epoch: number;
  /** Its prices are those of the test network, not our feed's. */
  readonly testnet: boolean;
  readonly holdings: Holdings;
  readonly trade: TradeAccount;
}

/** Another worker holds the account now. Whoever meets this stops at once and leaves everything as it is. */
export class AccountLost extends Error {
  override readonly name = "AccountLost";
  constructor(keyId: string) {
    super(`the account of ${keyId} was taken over by another worker`);
  }
}
