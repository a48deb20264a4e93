import type { StoredEvent } from "@/lib/events/catalogue";
import { isLarger, PLAN_NAMES, PLAN_PAGE, type PlatformPlan } from "@/lib/kernel/platform-plan";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { notify } from "./notify.ts";

interface PlanChanged {
  readonly userId: string;
  readonly from: PlatformPlan;
  readonly to: PlatformPlan;
  readonly pastDue: boolean;
}

/** A user's plan became another one, or its renewal failed: told once. */
export async function onPlanChanged(ctx: Ctx, changed: PlanChanged, stored: StoredEvent): Promise<void> {
  const [title, body] = wordsOf(changed);
  await notify(ctx, [
    {
      userId: changed.userId,
      kind: "billing",
      title,
      body,
      link: PLAN_PAGE,
      dedupeKey: `plan:${stored.xid}:${stored.id}`,
      at: utcMs(stored.at),
    },
  ]);
}

function wordsOf({ from, to, pastDue }: PlanChanged): readonly [title: string, body: string] {
  const name = PLAN_NAMES[to];
  if (from === to && pastDue)
    return [
      "Your plan was not paid",
      `The payment for ${name} did not go through. Change your card under Billing: after 7 days the trial's limits hold.`,
    ];
  if (to === "TRIAL")
    return [
      `${PLAN_NAMES[from]} has ended`,
      "The trial's limits hold from now on: nothing new is opened live, and exits of what is open still come.",
    ];
  return [
    `You are on ${name}`,
    isLarger(to, from) ? "Its limits hold from now on." : "The smaller plan that you chose has begun.",
  ];
}
