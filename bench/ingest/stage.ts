import { openDb } from "@/lib/db/client";
import { databaseUrls, withDatabase } from "@/lib/db/urls";
import { createApiToken } from "@/lib/features/accounts/api-tokens";
import { putTickers } from "@/lib/features/candles/ticker-repository";
import { openEmbedded, removeEmbedded } from "@/lib/integrations/local/postgres/embedded";
import { dec } from "@/lib/kernel/decimal";
import { migrate } from "@/lib/runtime/migrate";
import { ensureSecrets } from "@/lib/runtime/secrets";
import { makeActor, makeStrategy, subscribe } from "@/lib/testing/market-fixture";
import { createTestCtx } from "@/lib/testing/test-ctx";

/** A database of its own that syncs every commit to disk, with a strategy of 100 subscribers and one of 5,000. */
export async function setStage(dataDir: string) {
  const { secrets } = ensureSecrets(dataDir);
  const embedded = await openAsYardstick({ dataDir, password: secrets.POSTGRES_PASSWORD ?? "", maxConnections: 150 });
  const urls = databaseUrls({ admin: embedded.url }, secrets.NEXTAUTH_SECRET ?? "");
  await migrate(urls);
  const db = openDb(embedded.url, { poolMax: 4, applicationName: "bench" });
  const ctx = createTestCtx(db);
  ctx.clock.set(new Date());
  const provider = { ...(await makeActor(ctx, "PROVIDER", "Bench")), emailVerified: true };
  const [strategyId, large] = [await makeStrategy(ctx, provider), await makeStrategy(ctx, provider)];
  for (const id of [strategyId, large])
    await db.strategy.update({ where: { id }, data: { supportedPairs: ["XRP/USDT"], exchanges: ["bybit"] } });
  for (let n = 0; n < 100; n += 1) await subscribe(ctx, await makeActor(ctx, "SUBSCRIBER", `S${n}`), strategyId);
  const at = new Date(ctx.clock.now());
  const people = Array.from({ length: 5_000 }, (_, n) => ({ id: ctx.ids.make("user"), n }));
  await db.user.createMany({
    data: people.map(({ id, n }) => ({
      id,
      ...{ email: `l${n}@bench.test`, name: `L${n}`, slug: `l-${n}`, role: "SUBSCRIBER" as const, createdAt: at },
    })),
  });
  await db.subscription.createMany({
    data: people.map(({ id, n }) => ({
      id: `sub_${String(n).padStart(10, "0")}`,
      ...{ userId: id, strategyId: large, status: "ACTIVE" as const, accessOpen: true, createdAt: at, activatedAt: at },
      ...{ priceAmount: 0, priceCurrency: "USD" },
    })),
  });
  const token = await createApiToken(ctx, provider, { name: "bench", scopes: ["signals:write"], ips: [] });
  if (!token.ok) throw new Error(token.detail);
  // What is filled alone: of tables that are empty nobody says so in a real database, and plans that are kept would scan them ever after.
  await db.$executeRaw`ANALYZE users, strategies, subscriptions`;
  /** The price stays fresh while the bench runs. */
  const quote = () => {
    const now = new Date();
    const price = { bid: dec("0.5233"), ask: dec("0.5234"), last: dec("0.5234"), exchangeAt: +now, receivedAt: +now };
    return putTickers(db, [
      { exchange: "bybit", symbol: "XRP/USDT", source: "replay", ...price } as Parameters<typeof putTickers>[1][number],
    ]);
  };
  await quote();
  const timer = setInterval(() => void quote(), 2_000);
  return {
    db,
    ctx,
    urls,
    serverUrl: embedded.url,
    strategyId,
    large,
    token: token.value.token,
    async stop() {
      clearInterval(timer);
      await db.$disconnect();
      await removeEmbedded(dataDir);
    },
  };
}

/** The server with the memory and the room for WAL that ../shared/bench/ingest/pg.mjs gives its own. */
async function openAsYardstick(options: Parameters<typeof openEmbedded>[0]) {
  const first = await openEmbedded(options);
  const db = openDb(withDatabase(first.url, "postgres"), { poolMax: 1 });
  await db.$executeRawUnsafe("ALTER SYSTEM SET shared_buffers = '512MB'");
  await db.$executeRawUnsafe("ALTER SYSTEM SET max_wal_size = '4GB'");
  await db.$disconnect();
  await first.stop();
  return openEmbedded(options);
}

export type Stage = Awaited<ReturnType<typeof setStage>>;
