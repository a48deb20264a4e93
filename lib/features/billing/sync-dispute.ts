import { appendEvent } from "@/lib/events/outbox";
import { endDisputedPlan } from "@/lib/features/plans/end-disputed-plan";
import { endDisputed } from "@/lib/features/subscriptions/end-disputed";
import { utcDay } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { PaidCharge, PaidDispute } from "@/lib/ports/payments";
import { bookCharge } from "./book-charge.ts";
import { markShort, saveDispute } from "./dispute-repository.ts";
import { toReturn, toTakeAgain, toTakeBack, toTakeOfReturned } from "./dispute-share.ts";
import type { ChargeParties } from "./journals-of-charge.ts";
import { journalsOfDispute } from "./journals-of-dispute.ts";
import { postJournals } from "./post-journals.ts";
import { findChargeParties, findConnectAccount, type Tx, whileLocked } from "./repository.ts";
import { toTakeBackOfTaxed } from "./tax-takes.ts";

/**
 * Brings a dispute up to what the service says and does our part in it: takes the share back from the provider when it opened, returns it
 * when it was won, takes of that again what later refunds give, ends the access or the plan that was not paid for. Each is read before it is sent, so that any repeat does it once. A charge that is
 * not booked yet brings its disputes along when it is.
 */
export async function syncDispute(ctx: Ctx, id: string): Promise<void> {
  const read = await whileLocked(ctx.db, id, async () => {
    const dispute = await ctx.payments.getDispute(id);
    if (dispute === null) return null;
    const parties = await findChargeParties(ctx.db, dispute.chargeId);
    if (parties === null) return null;
    // What could not be sent must not keep what was read out of the books.
    const { outcome, fault } = await moveShare(ctx, dispute, parties).then(
      (moved) => ({ outcome: moved, fault: null }),
      (error: unknown) => ({ outcome: "balance_short" as const, fault: { error } }),
    );
    const now = outcome === "done" ? ((await ctx.payments.getDispute(id)) ?? dispute) : dispute;
    // What was taken for this one may lie in what another had returned.
    const others = await othersOf(ctx, now);
    await ctx.db.transaction((tx) => write(ctx, tx, [now, ...others], parties, outcome));
    if (fault !== null) throw fault.error;
    return { dispute, parties };
  });
  if (read === null || read.dispute.status === "INQUIRY") return;
  await bookCharge(ctx, read.dispute.chargeId);
  if (read.dispute.status === "WON") return;
  const { subscriberId: userId, strategyId } = read.parties;
  const ended = { userId, disputeId: id, openedAt: read.dispute.at };
  if (strategyId === null) await endDisputedPlan(ctx, ended);
  else await endDisputed(ctx, { ...ended, strategyId });
}

/** `null`: nothing was to be moved. */
type Outcome = "done" | "balance_short" | null;

async function write(
  ctx: Ctx,
  tx: Tx,
  [dispute, ...others]: readonly [PaidDispute, ...PaidDispute[]],
  parties: ChargeParties & { readonly strategyId: string | null },
  outcome: Outcome,
): Promise<void> {
  const { id: disputeId, status } = dispute;
  const at = ctx.clock.now();
  if (await saveDispute(tx, dispute, parties, at))
    await appendEvent(tx, at, { type: "dispute.changed", disputeId, status });
  if (outcome !== null) await markShort(tx, disputeId, outcome === "balance_short");
  const journals = [dispute, ...others].flatMap((each) => journalsOfDispute(each, parties));
  await postJournals(ctx, tx, journals, parties.strategyId);
}

/** Takes the provider's share, returns it, or takes a part of it again for a refund or another dispute; once, since what was done is read first. */
async function moveShare(ctx: Ctx, dispute: PaidDispute, parties: ChargeParties): Promise<Outcome> {
  const { id } = dispute;
  const charge = await ctx.payments.getCharge(dispute.chargeId);
  if (charge === null || charge.transferId === null || parties.providerId === null) return null;
  // A day's key: a refusal is replayed under its key, and must be asked anew the next night.
  const day = utcDay(ctx.clock.now());
  const back = partOf(charge, dispute, parties);
  if (back !== null) {
    const { amount } = back;
    const order = { disputeId: id, transferId: charge.transferId, ...back };
    const outcome = await ctx.payments.takeBackForDispute(order, `dispute.reverse:${id}:${day}`);
    if (outcome === "balance_short")
      ctx.log.warn(
        { dispute: id, amount },
        "a disputed share could not be taken back yet: the account holds too little",
      );
    // Where the bank asks for more than the transfer has left, the rest had come back to him.
    return outcome === "done" ? ((await takeOfReturned(ctx, dispute)) ?? outcome) : outcome;
  }
  const taken = await takeOfReturned(ctx, dispute);
  if (taken !== null) return taken;
  const others = await othersOf(ctx, dispute);
  // Of a taxed charge settleTaxed takes it, refund by refund.
  const again = parties.taxed === undefined ? toTakeAgain(charge, dispute, others) : null;
  if (again !== null && dispute.returned !== null) {
    const order = { disputeId: id, transferId: dispute.returned.id, ...again };
    // Its key tells how far it brings the sum: the next refund of the day is another order.
    const upTo = dispute.returned.takenAgain.length;
    const outcome = await ctx.payments.takeForRefund(
      order,
      `dispute.take_again:${id}:${upTo}:${again.refunded}:${day}`,
    );
    if (outcome === "balance_short")
      ctx.log.warn(
        { dispute: id, amount: again.amount },
        "a refund's part of a returned share could not be taken yet: the account holds too little",
      );
    return outcome;
  }
  const won = toReturn(charge, dispute, [...others, dispute]);
  const account = won === null ? null : await findConnectAccount(ctx.db, parties.providerId);
  if (won === null || account === null) return null;
  const order = { disputeId: id, accountId: account.stripeAccountId, currency: dispute.currency, ...won };
  const outcome = await ctx.payments.returnAfterDispute(order, `dispute.return:${id}:${day}`);
  if (outcome === "balance_short")
    ctx.log.error(
      { dispute: id, amount: won.amount },
      "a won share could not be returned: the platform holds too little",
    );
  return outcome;
}

/** Takes for a dispute what had come back to the provider after disputes of the same payment that were won. */
async function takeOfReturned(ctx: Ctx, dispute: PaidDispute): Promise<Outcome> {
  const charge = await ctx.payments.getCharge(dispute.chargeId);
  if (charge === null) return null;
  const { id } = dispute;
  let outcome: Outcome = null;
  for (const take of toTakeOfReturned(charge, dispute, [...(await othersOf(ctx, dispute)), dispute])) {
    const key = `dispute.reverse:${id}:${take.transferId}:${utcDay(ctx.clock.now())}`;
    outcome = await ctx.payments.takeBackForDispute({ disputeId: id, ...take }, key);
    if (outcome === "done") continue;
    ctx.log.warn(
      { dispute: id, amount: take.amount },
      "a disputed share could not be taken back again yet: the account holds too little",
    );
    break;
  }
  return outcome;
}

/** The other disputes of a dispute's charge. */
async function othersOf(ctx: Ctx, { id, chargeId }: PaidDispute): Promise<PaidDispute[]> {
  const ids = (await ctx.payments.getCharge(chargeId))?.disputeIds.filter((other) => other !== id) ?? [];
  const read = await Promise.all(ids.map((other) => ctx.payments.getDispute(other)));
  return read.flatMap((other) => other ?? []);
}

/** What is to be taken from the provider for a dispute; of a taxed charge his part alone. Null: nothing. */
function partOf(charge: PaidCharge, dispute: PaidDispute, { taxed }: ChargeParties) {
  if (taxed !== undefined) return toTakeBackOfTaxed(charge, dispute, taxed);
  const amount = toTakeBack(charge, dispute);
  return amount === 0 ? null : { amount };
}
