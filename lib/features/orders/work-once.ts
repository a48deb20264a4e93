import { fence, markReady, readAccountPlan } from "./account-repository.ts";
import { catchUpFills } from "./catch-up-fills.ts";
import type { LiveOrder } from "./live-order.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { findOrders } from "./order-repository.ts";
import type { Pace } from "./pace.ts";
import { reconcile, symbolsOf } from "./reconcile.ts";
import { resolveUnknown } from "./resolve-unknown.ts";
import { sendOrder } from "./send-order.ts";

const FIRST = { EXIT: 0, STOP: 1, ENTRY: 2 } as const;

/**
 * One round of work on an account, of everything that is due: unknown orders are asked about, executions read, the account compared, planned
 * orders sent (leaving before protecting before opening). A start runs this same code, only with the account not READY yet, which holds
 * entries back. Sends go on beside the rounds (`pace`). @throws AccountLost when another worker took it over
 */
export async function workOnce(ctx: OrderCtx, account: HeldAccount, pace: Pace): Promise<void> {
  const plan = await readAccountPlan(ctx.db, account.keyId);
  const now = ctx.clock.now();
  const living = await findOrders(ctx.db, {
    keyId: account.keyId,
    state: { in: ["PLANNED", "UNKNOWN", "ACCEPTED", "PARTIAL"] },
  });
  const questions = living.filter(({ life }) => life.state === "UNKNOWN" && life.askAt !== null && life.askAt <= now);
  for (const order of questions) await resolveUnknown(ctx, account, order);
  for (const traded of symbolsOf(living.filter(isShort))) await catchUpFills(ctx, account, traded);

  const due = plan.reconcileAt === null || plan.reconcileAt <= now || plan.state === "RECOVERING";
  if (due && (await reconcile(ctx, account)) && plan.state === "RECOVERING") await becomeReady(ctx, account);

  pace.check();
  const unclear = new Set(living.filter(({ life }) => life.state === "UNKNOWN").map(({ origin }) => origin));
  const sendable = living.filter(
    ({ life, holdUntil, origin }) =>
      life.state === "PLANNED" && (holdUntil === null || holdUntil <= now) && !unclear.has(origin),
  );
  for (const { id } of sendable.sort((a, b) => FIRST[a.purpose] - FIRST[b.purpose] || a.createdAt - b.createdAt)) {
    const at = ctx.clock.now();
    if (pace.mayStart(id, at)) pace.start(id, at, () => sendOrder(ctx, account, id));
  }
}

/** Ready once the exchange answered everything and nothing is in doubt any more. */
async function becomeReady(ctx: OrderCtx, account: HeldAccount): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    const doubtful = await findOrders(tx, { keyId: account.keyId, state: { in: ["SENDING", "UNKNOWN"] } });
    if (doubtful.length === 0) await markReady(tx, account.keyId, ctx.clock.now());
  });
}

function isShort({ life }: LiveOrder): boolean {
  return life.venue?.filled.gt(life.filled) === true;
}
