import { expect, it } from "vitest";
import { announceTrialEnds } from "@/lib/features/accounts/announce-trial-ends";
import { trialEndsAt } from "@/lib/kernel/platform-plan";
import { DAY_MS, HOUR_MS } from "@/lib/kernel/time";
import { makeUser } from "@/lib/testing/sale";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { onTrialEnding } from "./on-trial-ending.ts";
import { listNotifications } from "./queries.ts";

const db = testDb();

it("is said once, three days ahead, to who is still on trial then", async () => {
  const web = createTestCtx(db.web);
  const ctx = createTestCtx(db.worker, { clock: web.clock });
  const signedUp = web.clock.now();
  const [trying, bought, endless] = await Promise.all([1, 2, 3].map(() => makeUser(web, "SUBSCRIBER")));
  const ends = trialEndsAt(signedUp);
  const data = { trialEndsAt: new Date(ends), timeZone: "Pacific/Kiritimati" };
  await web.db.user.update({ where: { id: trying?.userId ?? "" }, data });
  await web.db.user.update({ where: { id: bought?.userId ?? "" }, data: { ...data, plan: "STARTER" } });
  expect(endless).toBeDefined();

  web.clock.advance(11 * DAY_MS - 1);
  expect(await announceTrialEnds(ctx)).toBe(0);
  web.clock.advance(1);
  const said = await Promise.all([announceTrialEnds(ctx), announceTrialEnds(ctx)]);
  expect(said.reduce((sum, count) => sum + count, 0)).toBe(1);
  web.clock.advance(DAY_MS);
  expect(await announceTrialEnds(ctx)).toBe(0);

  const events = await ctx.db.outboxEvent.findMany({ where: { type: "trial.ending" } });
  expect(events.map(({ payload }) => payload)).toEqual([{ userId: trying?.userId, endsAt: ends }]);
  for (const { id, at } of [...events, ...events]) {
    const event = { type: "trial.ending", userId: trying?.userId ?? "", endsAt: ends } as const;
    await onTrialEnding(ctx, event, { xid: 1n, id, at, event });
  }
  const { items } = await listNotifications(web.db, trying?.userId ?? "", { limit: 10 });
  // his screens write it on his own calendar, 14 hours ahead of UTC
  const day = new Date(ends + 14 * HOUR_MS).toISOString().slice(0, 10);
  expect(day).not.toBe(new Date(ends).toISOString().slice(0, 10));
  expect(items.map(({ title }) => title)).toEqual([`Your trial ends on ${day}`]);
});
