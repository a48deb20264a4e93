import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createApiToken } from "@/lib/features/accounts/api-tokens";
import { issueAddress } from "@/lib/features/intake/manage-address";
import type { Actor } from "@/lib/kernel/actor";
import { createMetrics } from "@/lib/runtime/metrics";
import { publishEdges } from "@/lib/testing/edges";
import { makeActor, makeStrategy, quoteBtc } from "@/lib/testing/market-fixture";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { createFrontServer } from "./front-server.ts";
import { serveHot } from "./hot-routes.ts";

const db = testDb();
const faults: unknown[] = [];
const front = createFrontServer({
  isTrustedProxy: () => false,
  makeRequestId: () => "req_0123456789abcdef",
  metrics: createMetrics(),
  onError: (error) => void faults.push(error),
});
let ctx: TestCtx;
let provider: Actor;
let strategyId: string;
let authorization: string;
let origin: string;

beforeAll(async () => {
  ctx = createTestCtx(db.web);
  publishEdges(ctx);
  provider = { ...(await makeActor(ctx, "PROVIDER", "Paula")), emailVerified: true };
  strategyId = await makeStrategy(ctx, provider);
  quoteBtc(ctx, "65000", "65000.5");
  const made = await createApiToken(ctx, provider, { name: "bot", scopes: ["signals:write"], ips: [] });
  if (!made.ok) throw new Error(made.detail);
  authorization = `Bearer ${made.value.token}`;
  front.serve(
    {
      request: async (_request, response) => void response.writeHead(299).end(),
      upgrade: () => Promise.resolve(),
    },
    null,
    serveHot,
  );
  front.http.listen(0, "127.0.0.1");
  await once(front.http, "listening");
  origin = `http://127.0.0.1:${(front.http.address() as AddressInfo).port}`;
});

afterAll(() => front.drain(1_000));
afterEach(() => expect(faults.splice(0)).toEqual([]));

const flat = (more: object = {}) =>
  JSON.stringify({
    strategyId,
    type: "ENTRY",
    pair: "BTCUSDT",
    side: "BUY",
    stopLoss: 64000,
    takeProfit: 66000,
    ...more,
  });

function post(body: string, headers: Record<string, string> = {}, path = "/api/signals"): Promise<Response> {
  const all = { "content-type": "application/json", authorization, ...headers };
  return fetch(`${origin}${path}`, { method: "POST", headers: all, body });
}

it("publishes without Next, and a repeat is the first answer to the byte", async () => {
  const first = await post(flat(), { "idempotency-key": "k1" });
  expect(first.status).toBe(201);
  expect(Object.fromEntries(first.headers)).toMatchObject({
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": "req_0123456789abcdef",
  });
  const text = await first.text();
  expect(JSON.parse(text)).toMatchObject({ strategyId, seq: 1, state: "OPEN" });
  const second = await post(flat(), { "idempotency-key": "k1" }, "/api//signals/");
  expect([second.status, await second.text()]).toEqual([201, text]);
});

it("refuses as the route does: who asks, what is sent, how much of it", async () => {
  const said = async (answer: Promise<Response>) => {
    const { status, headers, ...rest } = await answer.then(async (got) => ({
      status: got.status,
      headers: got.headers,
      body: (await got.json()) as { code: string },
    }));
    expect(headers.get("content-type")).toBe("application/problem+json");
    return [status, rest.body.code];
  };
  expect(await said(post(flat(), { authorization: "Bearer hgt_wrong" }))).toEqual([401, "unauthenticated"]);
  expect(await said(post(flat(), { origin: "https://elsewhere.test" }))).toEqual([403, "bad_origin"]);
  expect(await said(post("{", {}))).toEqual([400, "malformed_json"]);
  expect(await said(post(flat(), { "content-type": "text/plain" }))).toEqual([415, "unsupported_media_type"]);
  expect(await said(post(flat({ surprise: 1 })))).toEqual([422, "invalid"]);
  expect(await said(post(flat({ note: "x".repeat(1_100_000) })))).toEqual([413, "too_large"]);
  expect(await said(post(flat({ note: "other" }), { "idempotency-key": "k1" }))).toEqual([422, "idempotency_mismatch"]);
});

it("answers a key once: eight at once make one signal, the others hear 409 or the first answer, for 24 h", async () => {
  const key = { "idempotency-key": "at-once" };
  const answers = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const answer = await post(flat({ note: "once" }), key);
      return { status: answer.status, body: (await answer.json()) as { id?: string; code?: string } };
    }),
  );
  const ids = new Set(answers.flatMap(({ status, body }) => (status === 201 ? [body.id] : [])));
  expect(ids.size).toBe(1);
  const refused = answers.filter(({ status }) => status !== 201);
  expect(refused.map(({ status, body }) => [status, body.code])).toEqual(refused.map(() => [409, "in_flight"]));
  const [kept] = await db.web.idempotencyKey.findMany({ where: { key: "at-once" } });
  expect(kept).toMatchObject({ scope: `user:${provider.userId}`, status: 201 });
  expect(kept?.bodyHash).toMatch(/^[0-9a-f]{64}$/);
  // Another body is refused until a day has passed; then the key is new.
  const other = () => post(flat({ note: "another" }), key).then(({ status }) => status);
  ctx.clock.advance(24 * 3_600_000 - 1);
  quoteBtc(ctx, "65000", "65000.5");
  expect(await other()).toBe(422);
  ctx.clock.advance(1);
  expect(await other()).toBe(201);
});

it("takes alerts at their address, and leaves everything else to Next", async () => {
  const alerted = await makeStrategy(ctx, provider);
  const issued = await issueAddress(ctx, provider, alerted);
  if (!issued.ok) throw new Error(issued.detail);
  const alert = JSON.stringify({ ticker: "BTCUSDT", action: "buy", stopLoss: 64000, takeProfit: 66000, id: "a1" });
  const taken = await post(alert, { authorization: "" }, `/api/webhooks/tradingview/${issued.value.token}`);
  expect([taken.status, await taken.json()]).toMatchObject([201, { strategyId: alerted }]);
  expect((await post(alert, {}, "/api/webhooks/tradingview/unknown")).status).toBe(404);
  expect((await fetch(`${origin}/api/signals`)).status).toBe(299);
  expect((await post("{}", {}, "/api/signals/sig_00000000/close")).status).toBe(299);
});

it("is no fault of ours where a sender hangs up before his message is whole", async () => {
  const { port } = new URL(origin);
  const sender = connect(Number(port), "127.0.0.1");
  const came = once(front.http, "request");
  sender.write("POST /api/webhooks/tradingview/unknown HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{");
  const [, response] = (await came) as [unknown, import("node:http").ServerResponse];
  const gone = once(response, "close");
  sender.destroy();
  await gone;
  await new Promise((resolve) => setImmediate(resolve));
});
