import { expect } from "@playwright/test";
import { openDb } from "@/lib/db/client";
import { utcMs } from "@/lib/kernel/time";
import { type PopulateOptions, populate } from "@/lib/testing/populate";
import { createIds } from "@/lib/testing/test-ctx";
import { webhookWithCalls } from "./busy-webhook.ts";
import { E2E, sandbox } from "./site.ts";

export interface BusySite {
  /** Values for the parameters of built routes, by name or by `path name`. */
  readonly values: Readonly<Record<string, string>>;
}

/** Fills the served site's database with 1,000 strategies, 500 signals and 50 positions of the sandbox's own users. Once; a second call finds them. */
export async function busySite(picture: Pick<PopulateOptions, "prices" | "positions"> = {}): Promise<BusySite> {
  const { databaseUrl, users } = sandbox();
  const db = openDb(databaseUrl, { poolMax: 2, applicationName: "e2e-populate" });
  try {
    const idOf = async (role: string): Promise<string> => {
      const email = users.find((user) => user.role === role)?.email ?? "";
      return (await db.user.findUniqueOrThrow({ where: { email }, select: { id: true } })).id;
    };
    const [providerId, subscriberId] = [await idOf("PROVIDER"), await idOf("SUBSCRIBER")];
    const clock = { now: () => utcMs(Date.now()) };
    if ((await db.strategy.count({ where: { slug: { startsWith: "populated-" } } })) === 0)
      await populate(db, createIds(clock), { ...picture, providerId, subscriberId, now: clock.now() });
    const position = await db.position.findFirstOrThrow({
      where: { userId: subscriberId, state: "OPEN" },
      select: {
        id: true,
        copy: { select: { signalId: true, followId: true, strategy: { select: { id: true, slug: true } } } },
      },
    });
    const provider = await db.user.findUniqueOrThrow({ where: { id: providerId }, select: { slug: true } });
    const { signalId = "", followId = "", strategy } = position.copy ?? {};
    const subscription = await db.subscription.findFirstOrThrow({
      where: { userId: subscriberId, strategyId: strategy?.id ?? "" },
      select: { id: true },
    });
    const sessionId = await runningSession();
    return {
      values: {
        "/admin/clients/[id] id": subscriberId,
        "/providers/[slug] slug": provider.slug,
        slug: strategy?.slug ?? "",
        "/provider/strategies/[id] id": strategy?.id ?? "",
        "/provider/signals/[id] id": signalId,
        "/provider/webhooks/[id] id": strategy?.id ?? "",
        "/signals/[id] id": signalId,
        "/follows/[id] id": followId,
        "/follows/[id]/live id": followId,
        "/positions/[id] id": position.id,
        "/backtests/[id] id": await finishedBacktest(),
        "/sessions/[id] id": sessionId,
        "/sessions/[id]/live id": sessionId,
        "/subscriptions/return ?": `subscription=${subscription.id}`,
        "/settings/notifications/webhooks/[id] id": await webhookWithCalls(db, subscriberId),
        "/docs/[page] page": "how-evidence-works",
        "/legal/[page] page": "terms",
      },
    };
  } finally {
    await db.$disconnect();
  }
}

/** A run of the sandbox's subscriber that is done: the one he has, or a new one on the longest series that is stored. */
async function finishedBacktest(): Promise<string> {
  const user = sandbox().users.find(({ role }) => role === "SUBSCRIBER");
  const login = await send("/api/auth/login", { email: user?.email, password: user?.password });
  const authorization = `Bearer ${login["accessToken"]}`;
  const { items } = (await send("/api/backtest/history?limit=1", undefined, authorization)) as {
    items: { id: string; status: string }[];
  };
  const kept = items.find(({ status }) => status === "DONE");
  if (kept !== undefined) return kept.id;
  const market = { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" };
  const made = await send("/api/backtest/run", { strategy: "sma-cross", ...market }, authorization);
  const id = String(made["id"]);
  await expect
    .poll(async () => (await send(`/api/backtest/${id}`, undefined, authorization))["status"], { timeout: 60_000 })
    .toBe("DONE");
  return id;
}

/** A paper session of the sandbox's subscriber: the one that runs, or a new one. */
async function runningSession(): Promise<string> {
  const user = sandbox().users.find(({ role }) => role === "SUBSCRIBER");
  const login = await send("/api/auth/login", { email: user?.email, password: user?.password });
  const authorization = `Bearer ${login["accessToken"]}`;
  const { items } = (await send("/api/trading/sessions?state=RUNNING&limit=1", undefined, authorization)) as {
    items: { id: string }[];
  };
  if (items[0] !== undefined) return items[0].id;
  const market = { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" };
  const made = await send("/api/trading/paper/start", { strategy: "sma-cross", ...market }, authorization);
  return String(made["id"]);
}

async function send(path: string, body?: unknown, authorization?: string): Promise<Record<string, unknown>> {
  const answer = await fetch(E2E.baseUrl + path, {
    method: body === undefined ? "GET" : "POST",
    headers: { "content-type": "application/json", ...(authorization === undefined ? {} : { authorization }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}
