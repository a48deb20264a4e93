import { countPayingSubscribers, listEarnings } from "@/lib/features/billing/queries";
import { pageOfAll } from "@/lib/features/marketplace/cursor";
import { pageQuery } from "@/lib/features/marketplace/input";
import { route } from "@/lib/runtime/route";

/** Eight years of months. */
const SHOWN = 100;

/** Month by month, newest first; `gross` is `fee` and `net` together. */
export const GET = route({ access: "PROVIDER", scope: "read", query: pageQuery }, async ({ ctx, actor, query }) => {
  const [payingSubscribers, months] = await Promise.all([
    countPayingSubscribers(ctx.db, actor.userId),
    listEarnings(ctx.db, actor.userId),
  ]);
  const page = pageOfAll(months, { ...query, limit: query.limit ?? SHOWN }, ({ month, currency }) => ({
    at: new Date(`${month}-01T00:00:00Z`),
    id: currency.toLowerCase(),
  }));
  const items = page.items.map(({ currency, gross, fee, net, ...month }) => ({
    ...month,
    gross: { amount: gross, currency },
    fee: { amount: fee, currency },
    net: { amount: net, currency },
  }));
  return { payingSubscribers, items, nextCursor: page.nextCursor };
});
