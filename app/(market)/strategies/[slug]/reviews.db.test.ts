import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { strategyFor } from "@/lib/features/marketplace/queries";
import { DAY_MS } from "@/lib/kernel/time";
import { publishEdges } from "@/lib/testing/edges";
import { makeActor, makeStrategy } from "@/lib/testing/market-fixture";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { Reviews } from "./reviews.tsx";

const db = testDb();

it("leads to as many reviews as it counts", async () => {
  const ctx = createTestCtx(db.web);
  publishEdges(ctx);
  const strategyId = await makeStrategy(ctx, await makeActor(ctx, "PROVIDER", "Paula"));
  const now = ctx.clock.now();
  for (let n = 0; n < 53; n += 1) {
    const { userId } = await makeActor(ctx, "SUBSCRIBER", `Reader ${n}`);
    const createdAt = new Date(now - Math.floor(n / 2) * DAY_MS);
    const review = { id: ctx.ids.make("review"), strategyId, userId, rating: 4, text: `Review no ${n}.`, createdAt };
    await ctx.db.review.create({ data: review });
  }
  const found = await strategyFor(ctx.db, strategyId, null);
  if (found === null) throw new Error("there is the strategy");
  const shown = async (before: string | undefined) =>
    renderToStaticMarkup(await Reviews({ strategy: found.strategy, now, userId: null, before }));
  const first = await shown(undefined);
  expect(first).toContain("53\u00a0reviews");
  const next = /before=([\w-]+)/.exec(first)?.[1];
  const texts = [first, await shown(next)].flatMap((markup) => markup.match(/Review no \d+/g) ?? []);
  expect(new Set(texts).size).toBe(53);
  expect(texts).toHaveLength(53);
});
