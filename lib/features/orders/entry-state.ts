import { type Dec, dec } from "@/lib/kernel/decimal";
import { HOUR_MS, MINUTE_MS, type UtcMs } from "@/lib/kernel/time";
import type { Tx } from "@/lib/ports/ctx";
import type { EntryFacts } from "@/lib/trading/risk/guards";
import { type AccountRow, type KeyState, readAccount, readKey, switchesFor } from "./account-repository.ts";
import type { OrderCtx } from "./order-ctx.ts";

/** A key that its exchange has not confirmed for this long opens nothing (SPEC 6, Live gate). */
const KEY_CONFIRMED_WITHIN_MS = 24 * HOUR_MS;
const NAMES = {
  PLATFORM: "The platform",
  EXCHANGE: "Trading at this exchange",
  STRATEGY: "This strategy",
  USER: "Your trading",
  SESSION: "This session",
} as const;

type State = Pick<
  EntryFacts,
  "now" | "tradingEnabled" | "liveAllowed" | "keyUsable" | "switches" | "accountHeld" | "errorsLastMinute"
> & {
  /** Compared with its exchange after a start: what is planned waits. */
  readonly recovering: boolean;
  /** The most that the account was ever worth since live began, in dollars; null: never measured. */
  readonly peak: Dec | null;
};

/** What decides over entries besides the trade itself, read in the transaction that plans or sends. */
export async function entryState(
  ctx: Pick<OrderCtx, "config">,
  tx: Tx,
  order: {
    readonly keyId: string;
    readonly userId: string;
    readonly exchange: string;
    readonly strategyId: string | null;
    readonly sessionId: string | null;
  },
  now: UtcMs,
): Promise<State> {
  const switches = await switchesFor(tx, order);
  const account = await readAccount(tx, order.keyId);
  return stateOf(ctx, { switches, account, key: await readKey(tx, order.keyId) }, order, now);
}

/** The same from rows that were read for many at once. */
export function stateOf(
  ctx: Pick<OrderCtx, "config">,
  rows: {
    readonly switches: readonly { readonly scope: keyof typeof NAMES; readonly reason: string }[];
    readonly account: AccountRow | null;
    readonly key: KeyState | null;
  },
  order: { readonly userId: string; readonly exchange: string },
  now: UtcMs,
): State {
  const { switches, account, key } = rows;
  const confirmed = key?.validatedAt !== null && key?.validatedAt !== undefined;
  const errorsCount = account?.errorsFrom && now - account.errorsFrom.getTime() < MINUTE_MS ? account.errors : 0;
  return {
    now,
    tradingEnabled: ctx.config.tradingEnabled,
    liveAllowed: ctx.config.allowLive,
    keyUsable:
      key !== null &&
      key.userId === order.userId &&
      key.exchange === order.exchange &&
      key.status === "VALID" &&
      confirmed &&
      now - (key.validatedAt?.getTime() ?? 0) <= KEY_CONFIRMED_WITHIN_MS,
    switches: switches.map(({ scope, reason }) => ({ name: NAMES[scope], reason })),
    accountHeld: account?.state === "BLOCKED" ? (account.reason ?? "Your account is held.") : null,
    recovering: account === null || account.state === "RECOVERING",
    errorsLastMinute: errorsCount,
    peak: account?.peakUsd === null || account?.peakUsd === undefined ? null : dec(account.peakUsd.toString()),
  };
}
