import { listPayoutsQuery } from "@/lib/features/billing/input";
import { allPayouts } from "@/lib/features/billing/payout-queries";
import { route } from "@/lib/runtime/route";

/** Everybody's payouts with their state. Providers ask for them; nobody else does. */
export const GET = route({ access: "ADMIN", query: listPayoutsQuery }, ({ ctx, query }) => allPayouts(ctx.db, query));
