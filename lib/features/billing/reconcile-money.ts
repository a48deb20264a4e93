import { appendEvent } from "@/lib/events/outbox";
import { MINUTE_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { bookMovement } from "./book-movement.ts";
import { type Difference, seenTwice } from "./difference.ts";
import {
  balanceDifferences,
  insertCheck,
  saveDifferences,
  unbookedDifferences,
  unknownDifferences,
} from "./difference-repository.ts";
import { eachAccount } from "./each-account.ts";
import { importMovements } from "./import-movements.ts";
import { countMovements, unbookedMovements } from "./movement-repository.ts";

/** What is younger may still be under way to us, and is compared the next time. */
const SETTLED_MS = 10 * MINUTE_MS;
/** Unbooked movements that one run looks into: a mass of them is a fault of ours, which asking Stripe 1,000 times does not mend. */
const BOOKED_MAX = 1_000;
const SAVING = { timeoutMs: 60_000 } as const;

/**
 * Holds our books against the payment service's own list of movements, of the platform and of each connected account since the beginning:
 * books what was lost, and writes down what differs in two looks. Expected: nothing. New differences are told to the operators.
 */
export async function reconcileMoney(ctx: Ctx): Promise<{ differences: number }> {
  const first = await look(ctx);
  const found = first.differences.length === 0 ? [] : seenTwice(first.differences, (await look(ctx)).differences);
  const movements = await countMovements(ctx.db);
  const now = ctx.clock.now();
  await ctx.db.transaction(async (tx) => {
    const fresh = await saveDifferences(tx, found, now);
    await insertCheck(tx, {
      id: ctx.ids.make("moneyCheck"),
      at: now,
      balances: first.balances,
      movements,
      differences: found.length,
    });
    if (fresh === 0) return;
    await appendEvent(tx, now, {
      type: "operations.alarm",
      key: "money.differences",
      title: "Our books and Stripe differ",
      body: `${fresh} new differences, ${found.length} in all. Each stands with both amounts on the ledger page.`,
      link: "/admin/ledger",
    });
  }, SAVING);
  return { differences: found.length };
}

/** What differs now, and how many balances were read. Of an account that cannot be read, the list ends somewhere: it is left out. */
async function look(ctx: Ctx): Promise<{ balances: number; differences: Difference[] }> {
  await importMovements(ctx, null);
  let balances = 1;
  const refused = await eachAccount(ctx, async (accountId) => {
    await importMovements(ctx, accountId);
    balances += 1;
  });
  for (const movement of await unbookedMovements(ctx.db, BOOKED_MAX)) {
    await bookMovement(ctx, movement).catch((error: unknown) =>
      ctx.log.warn({ err: error, movement: movement.id }, "a movement of money could not be booked"),
    );
  }
  const before = utcMs(ctx.clock.now() - SETTLED_MS);
  const found = await Promise.all([
    balanceDifferences(ctx.db, before),
    unbookedDifferences(ctx.db, before),
    unknownDifferences(ctx.db, before),
  ]);
  return { balances, differences: found.flat().filter(({ objectId }) => !refused.has(objectId)) };
}
