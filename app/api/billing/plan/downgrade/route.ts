import { iso } from "@/lib/features/plans/answers";
import { downgradePlan } from "@/lib/features/plans/downgrade-plan";
import { downgradeInput } from "@/lib/features/plans/input";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** Moves down, or ends the plan, when what is paid ends. */
export const POST = route(
  { access: "SUBSCRIBER", scope: "subscriptions:write", input: downgradeInput },
  async ({ ctx, actor, input }) => ({ at: iso(unwrap(await downgradePlan(ctx, actor, input)).at) }),
);
