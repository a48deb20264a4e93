import { SECOND_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import { HELD_RENEW_MS } from "./holdings.ts";
import { Line } from "./line.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { perDb } from "./per-db.ts";
import { accountsToLookAfter } from "./queries.ts";
import { Slots } from "./slots.ts";

/** How often an account at rest is asked about. */
const ASK_MS = 5 * SECOND_MS;
/** A round comes this often at the latest, whatever the database says. */
const ROUND_MS = 30 * SECOND_MS;
/** Who finds something that waits leaves it this long to those who are rung for it: they do the same for many accounts at once. */
const LEFT_MS = SECOND_MS;

/** Accounts that one question asks about. */
const ASKED_AT_ONCE = 256;
/** What the database says of an account; null: it may rest on. */
type Told = { readonly hasWork: boolean } | null;
const questions = perDb(
  (db) =>
    new Line<{ readonly keyId: string; readonly now: UtcMs }, Told>(ASKED_AT_ONCE, async (part) => {
      const keyIds = part.map(({ keyId }) => keyId);
      const found = await accountsToLookAfter(db, keyIds, utcMs(Math.max(...part.map(({ now }) => now))));
      return keyIds.map((keyId) => found.find((one) => one.keyId === keyId) ?? null);
    }),
);

/** A hundred accounts that end their rest in the same second would hold up a signal that comes in it. */
const ROUNDS_AT_ONCE = 2;
const rounds = perDb(() => new Slots(ROUNDS_AT_ONCE));

/**
 * Waits while an account has nothing on its way, nothing held and nothing to do: for a ring, or for the database, which is asked for all such accounts at once,
 * to say otherwise. @returns whether the round that follows is in a hurry
 */
export async function restAccount(
  ctx: OrderCtx,
  account: HeldAccount,
  /** `wait` returns whether it was rung before the time was over. */
  bell: { wait(ms: number): Promise<boolean> },
): Promise<boolean> {
  for (let rested = 0; rested < ROUND_MS; rested += ASK_MS) {
    if (await bell.wait(ASK_MS)) return true;
    const now = ctx.clock.now();
    // Without the database the round says what is wrong.
    const told = await questions(ctx.db)
      .ask({ keyId: account.keyId, now })
      .catch(() => ({ hasWork: true }));
    if (told?.hasWork === true) await bell.wait(LEFT_MS);
    if (told !== null) return told.hasWork;
    // The next entry would have to ask for balances.
    if (account.holdings.recall(ctx.clock.now(), HELD_RENEW_MS) === null) return false;
  }
  return false;
}

/** A round that is in no hurry asks no exchange before it ends: few of them at a time. Who is rung while it waits for its turn waits no longer. */
export function unhurried<T>(ctx: OrderCtx, bell: { rung(): Promise<void> }, round: () => Promise<T>): Promise<T> {
  return rounds(ctx.db).run(round, bell.rung());
}
