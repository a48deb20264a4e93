import { beforeAll } from "vitest";
import { addressSettingsInput } from "@/lib/features/intake/input";
import { issueAddress, saveAddressSettings, setAddressSecret } from "@/lib/features/intake/manage-address";
import type { Actor } from "@/lib/kernel/actor";
import { publishEdges } from "@/lib/testing/edges";
import { makeActor, makeStrategy, quoteBtc } from "@/lib/testing/market-fixture";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { type TestDb, testDb } from "@/lib/testing/test-db";
import { POST } from "./route.ts";

export interface Desk {
  readonly strategyId: string;
  readonly token: string;
}

type Settings = Readonly<Record<string, unknown>>;

/** A provider whose strategies have an address each. Read its fields inside tests. */
export interface IntakeStage {
  readonly db: TestDb;
  readonly ctx: TestCtx;
  readonly provider: Actor;
  /** A new strategy with an address of its own, at noon and BTC/USDT at 65,000. */
  desk(settings?: Settings): Promise<Desk>;
  /** Saves the address's form, and its secret where one is told. */
  change(strategyId: string, settings: Settings): Promise<void>;
  /** Sends an alert to an address as its sender does. */
  post: typeof post;
  /** A strategy's signals, each with its events, as they came. */
  signalsOf(strategyId: string): ReturnType<typeof signalsOf>;
}

/** A stage of its own for the file that calls it at top level. */
export function intakeStage(): IntakeStage {
  const db = testDb();
  let now: { ctx: TestCtx; provider: Actor } | undefined;
  const stage = () => {
    if (now === undefined) throw new Error("the stage is ready in tests, not before");
    return now;
  };

  beforeAll(async () => {
    const ctx = createTestCtx(db.web);
    publishEdges(ctx);
    const provider = await makeActor(ctx, "PROVIDER", "Paula");
    await ctx.db.instrument.createMany({
      data: ["BTC/USDT", "ETH/USDT"].map((symbol) => ({
        exchange: "binance",
        symbol,
        market: "spot" as const,
        tick: "0.01",
        lot: "0.00001",
        minNotional: "5",
        makerBps: "10",
        takerBps: "10",
        updatedAt: new Date(ctx.clock.now()),
      })),
      skipDuplicates: true,
    });
    now = { ctx, provider };
  });

  async function desk(settings: Settings = {}): Promise<Desk> {
    const { ctx, provider } = stage();
    ctx.clock.set("2026-01-15T12:00:00Z");
    quoteBtc(ctx, "65000", "65000.5");
    const strategyId = await makeStrategy(ctx, provider);
    const issued = await issueAddress(ctx, provider, strategyId);
    if (!issued.ok) throw new Error(issued.detail);
    await change(strategyId, settings);
    return { strategyId, token: issued.value.token };
  }

  async function change(strategyId: string, { secret, ...settings }: Settings): Promise<void> {
    const { ctx, provider } = stage();
    if (secret !== undefined) await setAddressSecret(ctx, provider, { strategyId, secret: String(secret) });
    const form = {
      strategyId,
      market: "spot",
      stopPct: "2",
      targets: "2, 4",
      shorts: "on",
      alertMaxAgeSec: "60",
      ...settings,
    };
    const saved = await saveAddressSettings(
      ctx,
      provider,
      addressSettingsInput.parse({ ...form, stopPct: form.stopPct ?? "" }),
    );
    if (!saved.ok) throw new Error(saved.detail);
  }

  return {
    db,
    get ctx() {
      return stage().ctx;
    },
    get provider() {
      return stage().provider;
    },
    desk,
    change,
    post(token, body, how) {
      stage().ctx.clock.advance(1); // so that records of one test have an order
      return post(token, body, how);
    },
    signalsOf: (strategyId) => signalsOf(db, strategyId),
  };
}

function signalsOf(db: TestDb, strategyId: string) {
  return db.web.signal.findMany({
    where: { strategyId },
    orderBy: { receivedAt: "asc" },
    include: { events: { orderBy: { seq: "asc" } } },
  });
}

async function post(
  token: string,
  body: string | object,
  { contentType = "application/json", ip = "52.89.214.238" }: { contentType?: string; ip?: string } = {},
) {
  const response = await POST(
    new Request(`http://localhost:3000/api/webhooks/tradingview/${token}`, {
      method: "POST",
      headers: { "content-type": contentType, "x-client-ip": ip },
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
    { params: Promise.resolve({ token }) },
  );
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as Record<string, unknown>,
  };
}
