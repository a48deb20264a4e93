import { keepPlan } from "@/lib/features/plans/keep-plan";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** Takes back a smaller plan or an end that has not come yet. */
export const POST = route({ access: "SUBSCRIBER", scope: "subscriptions:write" }, async ({ ctx, actor }) =>
  unwrap(await keepPlan(ctx, actor)),
);
