import { expect, it } from "vitest";
import { createApiToken } from "@/lib/features/accounts/api-tokens";
import { arrange, handle } from "@/lib/features/copies/copies.fixture";
import { stopReport } from "@/lib/features/orders/kill-switch";
import {
  FROM,
  type LiveSessionScene,
  openLiveSession,
  SETTINGS,
} from "@/lib/features/trading-sessions/live/live-sessions.fixture";
import { insertSession } from "@/lib/features/trading-sessions/repository";
import type { Scope } from "@/lib/kernel/actor";
import { publishEdges } from "@/lib/testing/edges";
import type { TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { POST as stopOne } from "../stop/[id]/route.ts";
import { POST as stopAll } from "./route.ts";

const db = testDb();
const IP = "203.0.113.5";

type Handler = typeof stopAll;

/** Asks as a program of this user, with a token of these scopes. */
async function program(ctx: TestCtx, userId: string, scopes: readonly Scope[]) {
  publishEdges(ctx);
  const { email, name, role } = await ctx.db.user.findUniqueOrThrow({ where: { id: userId } });
  const owner = { userId, email, name, role, emailVerified: true, sessionId: null, scopes: null, totpEnabled: true };
  const input = { name: "bot", scopes: [...scopes], ips: [IP], days: 90 };
  const made = await createApiToken(ctx, { ...owner, mfaAt: ctx.clock.now() }, input);
  if (!made.ok) throw new Error(made.reason);
  return async (handler: Handler, positions: "keep" | "close", id = "") => {
    const request = new Request("http://localhost:3000/api/trading/stop", {
      method: "POST",
      headers: { "x-client-ip": IP, authorization: `Bearer ${made.value.token}`, "content-type": "application/json" },
      body: JSON.stringify({ positions }),
    });
    const answer = await handler(request, { params: Promise.resolve({ id }) });
    return { status: answer.status, body: await answer.json() };
  };
}

/** Somebody whose live session holds a position. */
async function holder(scopes: readonly Scope[]) {
  const me = await openLiveSession(db);
  await me.closes(42_000, 41_900, 42_000);
  await me.work();
  return { me, ask: await program(me.ctx, me.who.ids.userId, scopes) };
}

const isRunning = async ({ ctx }: LiveSessionScene, id: string) =>
  (await ctx.db.tradingSession.findUniqueOrThrow({ where: { id } })).state === "RUNNING";

/** A session of the same person on paper. @returns its id */
async function paperSession({ ctx, who }: LiveSessionScene): Promise<string> {
  const id = ctx.ids.make("tradingSession");
  await insertSession(ctx.db, ctx.clock.now(), {
    id,
    userId: who.ids.userId,
    plan: {
      strategy: "sma-cross",
      parameters: {},
      exchange: "binance",
      symbol: "BTC/USDT",
      timeframe: "15m",
      settings: SETTINGS,
    },
    source: "replay",
    engineVersion: "test",
    firstBarMs: FROM,
  });
  return id;
}

async function states(me: LiveSessionScene): Promise<string[]> {
  await me.work(8);
  return (await me.positions()).map(({ state }) => state);
}

const REFUSED = { status: 403, body: { code: "insufficient_scope", detail: expect.stringContaining("trade:live") } };

it("a token that trades on paper closes nothing on a real account", async () => {
  const { me, ask } = await holder(["trade:paper"]);
  expect(await ask(stopAll, "close")).toMatchObject(REFUSED);
  expect(await ask(stopOne, "close", me.id)).toMatchObject(REFUSED);
  expect([await isRunning(me, me.id), await states(me)]).toEqual([true, ["OPEN"]]);
  expect(await stopReport(me.ctx, "USER", me.who.ids.userId)).toBeNull();
  expect(await ask(stopOne, "close", "tse_somebody_elses")).toMatchObject({ status: 404 });
});

it("a live session that holds nothing is no less on a real account", async () => {
  const { me, ask } = await holder(["trade:paper"]);
  await me.closes(41_000);
  expect(await states(me)).toEqual(["CLOSED"]);
  expect(await ask(stopAll, "close")).toMatchObject(REFUSED);
  expect(await isRunning(me, me.id)).toBe(true);
});

it("a position that was kept is not closed by a second stop, which stops nothing by half", async () => {
  const { me, ask } = await holder(["trade:paper"]);
  expect(await ask(stopAll, "keep")).toMatchObject({ status: 200, body: { sessionsStopped: [me.id] } });
  expect([await isRunning(me, me.id), await states(me)]).toEqual([false, ["OPEN"]]);
  const onPaper = await paperSession(me);
  expect(await ask(stopAll, "close")).toMatchObject(REFUSED);
  expect(await isRunning(me, onPaper)).toBe(true);
  expect(await ask(stopOne, "keep", me.id)).toMatchObject({ status: 200 });
  expect(await states(me)).toEqual(["OPEN"]);
});

it.each([
  ["stop-all", stopAll],
  ["stop/:id", stopOne],
] as const)("a token that trades live closes by %s", async (_name, handler) => {
  const { me, ask } = await holder(["trade:paper", "trade:live"]);
  expect(await ask(handler, "close", me.id)).toMatchObject({ status: 200 });
  expect([await isRunning(me, me.id), await states(me)]).toEqual([false, ["CLOSED"]]);
});

it("a token that trades on paper closes what is on paper", async () => {
  const scene = await arrange(db);
  scene.quote("42280", "42285");
  const { userId } = await scene.follower();
  await handle(scene, await scene.open());
  const ask = await program(scene.ctx, userId, ["trade:paper"]);
  expect(await ask(stopAll, "close")).toMatchObject({
    status: 200,
    body: { closed: [expect.any(String)], failed: [], live: null },
  });
});
