import { countPayingSubscribers, listEarnings } from "@/lib/features/billing/queries";
import { route } from "@/lib/runtime/route";

/** Month by month; `gross` is `fee` and `net` together. */
export const GET = route({ access: "PROVIDER", scope: "read" }, async ({ ctx, actor }) => ({
  payingSubscribers: await countPayingSubscribers(ctx.db, actor.userId),
  items: (await listEarnings(ctx.db, actor.userId)).map(({ currency, gross, fee, net, ...month }) => ({
    ...month,
    gross: { amount: gross, currency },
    fee: { amount: fee, currency },
    net: { amount: net, currency },
  })),
  nextCursor: null,
}));
