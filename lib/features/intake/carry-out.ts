import { sessionlessActor } from "@/lib/kernel/actor";
import { SECOND_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { Address } from "./address.ts";
import type { Alert } from "./alert.ts";
import { alertKey } from "./alert-key.ts";
import { planAlert } from "./plan-alert.ts";
import { asSent } from "./publication.ts";
import { accepted, codeOf, type Receipt, refused } from "./receipt.ts";
import type { AlertPost } from "./receive-alert.ts";
import { recordDelivery } from "./record-delivery.ts";
import { findKey, keepKey, lockStrategyAlerts, writeHolding } from "./repository.ts";
import { type DoneStep, runSteps } from "./run-steps.ts";
import { outcomeOf, sayDone } from "./say.ts";
import { createTurns } from "./turns.ts";

/** Of a pool of ten connections, four hold turns while the verbs they call use the others. */
const turns = createTurns(4);

/**
 * Carries an alert out, once. Alerts of one strategy take turns, over all processes, since each is decided from what the one before left. The
 * record and the key are written after the steps, which are durable by themselves: after a crash in between, the repeat finds the steps done.
 */
export async function carryOut(
  ctx: Ctx,
  address: Address,
  alert: Alert,
  post: AlertPost,
  startedAt: number,
): Promise<Receipt> {
  return turns(address.strategyId, () =>
    ctx.db.transaction(async (tx) => {
      await lockStrategyAlerts(tx, address.strategyId);
      const now = ctx.clock.now();
      const { key, windowMs } = alertKey(alert, post.body, address.alertMaxAgeSec * SECOND_MS);
      const about = { style: alert.style, secret: alert.secret };
      const first = await findKey(tx, address.id, key, utcMs(now - windowMs));
      if (first !== null) {
        const receipt = accepted("REPEATED", "This alert was taken already; nothing was done again.", {
          ...about,
          signalId: first.signalId,
        });
        await recordDelivery(ctx, tx, address, post, receipt, startedAt);
        return receipt;
      }
      const { receipt, steps } = await act(ctx, address, alert, alert.at === null ? null : key);
      for (const { step, view } of steps)
        await writeHolding(tx, address.id, view.id, "held" in step && view.state !== "CLOSED" ? step.held : null);
      if (receipt.outcome !== "REFUSED")
        await keepKey(tx, { addressId: address.id, key, at: new Date(now), signalId: receipt.signalId });
      await recordDelivery(ctx, tx, address, post, receipt, startedAt);
      return receipt;
    }),
  );
}

async function act(
  ctx: Ctx,
  address: Address,
  alert: Alert,
  key: string | null,
): Promise<{ receipt: Receipt; steps: readonly DoneStep[] }> {
  const about = { style: alert.style, secret: alert.secret };
  const plan = await planAlert(ctx, ctx.db, address, alert);
  if (!plan.ok)
    return { receipt: refused(plan.reason, plan.detail ?? "It was refused.", plan.fieldErrors, about), steps: [] };
  const { decision, publication } = plan.value;
  const actor = sessionlessActor({ ...address.provider, role: "PROVIDER" });
  const ran = await runSteps(ctx, actor, decision.steps, publication, key === null ? null : `${address.id}:${key}`);
  const told = ran.done.length === 0 ? "" : `${sayDone(ran.done)} `;
  const last = ran.done.at(-1)?.view.id ?? decision.signalId;
  if (ran.refused !== null) {
    const { reason, detail, fieldErrors } = ran.refused;
    const faults = fieldErrors === undefined ? undefined : asSent(fieldErrors, alert);
    const words = told === "" ? detail : `${told}Then it stopped: ${detail}`;
    return { receipt: refused(codeOf(reason), words, faults, { ...about, signalId: last }), steps: ran.done };
  }
  const why = decision.why ?? (ran.done.length === 0 ? "The signal had ended already; nothing was left to do." : "");
  const outcome = outcomeOf(ran.done.map(({ step }) => step));
  return { receipt: accepted(outcome, `${told}${why}`.trim(), { ...about, signalId: last }), steps: ran.done };
}
