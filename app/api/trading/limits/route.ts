import { setLimitsInput } from "@/lib/features/orders/input";
import { limitsOf } from "@/lib/features/orders/limit-queries";
import { setLimits } from "@/lib/features/orders/set-limits";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** What one's trades on real money stay inside of. */
export const GET = route({ access: "SUBSCRIBER", scope: "read" }, ({ ctx, actor }) => limitsOf(ctx.db, actor.userId));

/** Sets all of them; a raise takes a fresh second factor, which a token does not have. */
export const PUT = route({ access: "SUBSCRIBER", input: setLimitsInput }, async ({ ctx, actor, input }) =>
  unwrap(await setLimits(ctx, actor, input)),
);
