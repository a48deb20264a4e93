import { previewSignal } from "@/lib/features/signals/preview-signal";
import { sessionlessActor } from "@/lib/kernel/actor";
import type { Ctx } from "@/lib/ports/ctx";
import type { Address } from "./address.ts";
import type { Alert } from "./alert.ts";
import { planAlert } from "./plan-alert.ts";
import { asSent } from "./publication.ts";
import { accepted, codeOf, type Receipt, refused } from "./receipt.ts";
import { outcomeOf, sayWould } from "./say.ts";

/** What an alert would do at this moment, with every check of a real one, and nothing published. */
export async function rehearse(ctx: Ctx, address: Address, alert: Alert): Promise<Receipt> {
  const about = { style: alert.style, secret: alert.secret, test: true };
  const plan = await planAlert(ctx, ctx.db, address, alert);
  if (!plan.ok) return refused(plan.reason, plan.detail ?? "It would be refused.", plan.fieldErrors, about);
  const { decision, publication, venue } = plan.value;
  const opening = decision.steps.find((step) => step.do === "open");
  const actor = sessionlessActor({ ...address.provider, role: "PROVIDER" });
  const input = opening === undefined ? null : await publication(opening.side);
  const draft = input?.ok === true ? await previewSignal(ctx, actor, input.value) : input;
  if (draft !== null && !draft.ok) {
    const faults = draft.fieldErrors === undefined ? undefined : asSent(draft.fieldErrors, alert);
    return refused(codeOf(draft.reason), draft.detail ?? "It would be refused.", faults, about);
  }
  const words =
    decision.steps.length === 0
      ? `Test: nothing would be done. ${decision.why ?? ""}`.trim()
      : sayWould(decision.steps, venue.symbol, draft?.value ?? null);
  return accepted(outcomeOf(decision.steps), words, { ...about, signalId: decision.signalId });
}
