import { readFileSync } from "node:fs";
import { openDb } from "@/lib/db/client";
import { ensureSandboxUser } from "@/lib/features/accounts/ensure-sandbox-user";
import { latestTicker } from "@/lib/features/candles/queries";
import { publishSignalInput } from "@/lib/features/signals/input";
import { publishSignal } from "@/lib/features/signals/publish-signal";
import { createArgon2Passwords } from "@/lib/integrations/argon2/argon2-passwords";
import { utcMs } from "@/lib/kernel/time";
import { makeStrategy, subscribe } from "@/lib/testing/market-fixture";
import { createTestCtx } from "@/lib/testing/test-ctx";

const s = JSON.parse(readFileSync(".data-copies/secrets.json", "utf8"));
const port = readFileSync(".data-copies/postgres.port", "utf8").trim();
const db = openDb(process.env.DBURL ?? `postgresql://postgres:${s.POSTGRES_PASSWORD}@127.0.0.1:${port}/heliograph`);
const base = createTestCtx(db, {
  passwords: createArgon2Passwords(),
  prices: { latest: (e, x) => latestTicker(db, e, x) },
});
const ctx = { ...base, clock: { now: () => utcMs(Date.now()), set() {}, advance() {} } } as typeof base;
const cmd = process.argv[2];
if (cmd === "setup") {
  const p = await ensureSandboxUser(ctx, {
    email: "provider@heliograph.test",
    name: "Petra Provider",
    role: "PROVIDER",
    password: s.PROVIDER_PASSWORD,
  });
  const u = await ensureSandboxUser(ctx, {
    email: "subscriber@heliograph.test",
    name: "Sam Subscriber",
    role: "SUBSCRIBER",
    password: s.SUBSCRIBER_PASSWORD,
  });
  const id = await makeStrategy(ctx, { userId: p } as never);
  await subscribe(ctx, { userId: u } as never, id);
  const at = new Date();
  await db.follow.upsert({
    where: { userId_strategyId: { userId: u, strategyId: id } },
    update: { mode: "PAPER", sizingType: "quote", sizingValue: "1000" },
    create: {
      id: ctx.ids.make("follow"),
      userId: u,
      strategyId: id,
      mode: "PAPER",
      sizingType: "quote",
      sizingValue: "1000",
      limits: {},
      createdAt: at,
      updatedAt: at,
    },
  });
  console.log(id, s.SUBSCRIBER_PASSWORD);
} else if (cmd === "publish") {
  const strategyId = process.argv[3] ?? "";
  const st = await db.strategy.findUniqueOrThrow({ where: { id: strategyId } });
  const t = (await latestTicker(db, "binance", "BTC/USDT")) ?? (await db.marketTicker.findFirst());
  console.log("ticker", String(t?.bid), t?.symbol, t?.exchange);
  const bid = Number(t?.bid);
  const side = process.argv[4] ?? "LONG";
  const k = side === "LONG" ? 1 : -1;
  const r = await publishSignal(
    ctx,
    { userId: st.providerId } as never,
    publishSignalInput.parse({
      strategyId,
      symbol: t?.symbol,
      exchange: t?.exchange,
      market: "spot",
      side,
      entry: { type: "market" },
      stopLoss: (bid * (1 - 0.02 * k)).toFixed(2),
      targets: [
        { price: (bid * (1 + 0.004 * k)).toFixed(2), fraction: 0.4 },
        { price: (bid * (1 + 0.05 * k)).toFixed(2), fraction: 0.6 },
      ],
      breakEven: { afterTarget: 1 },
    }),
  );
  console.log(JSON.stringify(r).slice(0, 300));
}
await db.$disconnect();
