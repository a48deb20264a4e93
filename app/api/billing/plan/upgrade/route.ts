import { upgradeInput } from "@/lib/features/plans/input";
import { upgradePlan } from "@/lib/features/plans/upgrade-plan";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** Moves up at once, for exactly what the preview said. */
export const POST = route(
  { access: "SUBSCRIBER", scope: "subscriptions:write", input: upgradeInput },
  async ({ ctx, actor, input }) => unwrap(await upgradePlan(ctx, actor, input)),
);
