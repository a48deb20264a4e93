import { expect, it } from "vitest";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import { makeActor, makeStrategy } from "@/lib/testing/market-fixture";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { entitledRows } from "./entitled-queries.ts";
import { entitledSince } from "./entitled-since.ts";
import { SUBSCRIPTION_STATUSES } from "./subscription.ts";

const db = testDb();

it("says in SQL what the rule says, over every status, end, grace and gap", async () => {
  const ctx = createTestCtx(db.worker);
  const strategyId = await makeStrategy(ctx, await makeActor(ctx, "PROVIDER", "Paula"));
  const now = ctx.clock.now();
  const ends = [null, now - 1, now, now + 1];
  const graces = [null, now - 7 * DAY_MS, now - 7 * DAY_MS + 1, now];
  let n = 0;
  for (const status of SUBSCRIPTION_STATUSES)
    for (const currentPeriodEnd of ends)
      for (const pastDueSince of graces)
        for (const cancelAtPeriodEnd of [false, true]) {
          n += 1;
          const { userId } = await makeActor(ctx, "SUBSCRIBER", `S${n}`);
          const date = (at: number | null) => (at === null ? null : new Date(at));
          const began = n % 3 === 0 ? null : new Date(now - n * 1_000);
          await db.worker.subscription.create({
            data: {
              id: `sub_${n}`,
              ...{ userId, strategyId, status, cancelAtPeriodEnd, accessOpen: n % 7 !== 0 },
              ...{ currentPeriodEnd: date(currentPeriodEnd), pastDueSince: date(pastDueSince), activatedAt: began },
              ...{ priceAmount: 0, priceCurrency: "USD", createdAt: new Date(now - DAY_MS) },
            },
          });
          for (const gap of Array.from({ length: n % 3 }, (_, i) => i))
            await db.worker.accessGap.create({
              data: {
                subscriptionId: `sub_${n}`,
                from: new Date(now - 9_000 + gap * 1_000),
                to: new Date(now - 8_500 + gap * 1_000),
              },
            });
        }
  const rows = await db.worker.$queryRaw<{ userId: string; since: Date }[]>(entitledRows([strategyId], now));
  const rule = await entitledSince(db.worker, strategyId, now);
  expect(rule.size).toBeGreaterThan(20);
  expect(new Map(rows.map(({ userId, since }) => [userId, utcMs(since)]))).toEqual(rule);
});
