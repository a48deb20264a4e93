import { createHash } from "node:crypto";
import { expect, test } from "@playwright/test";
import { Client } from "pg";
import { type ChainEvent, verifyChain } from "@/lib/kernel/chain";
import { LiveClient } from "@/lib/realtime/client";
import { replay } from "./support/market.ts";
import { marketLong } from "./support/market-long.ts";
import { kill, type Part, pidOf } from "./support/processes.ts";
import { Program } from "./support/program.ts";
import { E2E, sandbox } from "./support/site.ts";

const SIGNALS = 200;
const KILLS = 20;
const FOLLOWERS = 4;

/** Kills repeat with the seed: which part, and how long after the request was sent. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test.afterAll(async ({ request }) => {
  await replay(request, { pause: false });
});

test("kill -9 twenty times in 200 signals: the chain gapless, one copy a follower, nothing lost", async ({
  request,
}) => {
  test.setTimeout(900_000); // on a machine that does other things as well
  await replay(request, { pause: true }); // a standing price: no copy may be skipped for slippage
  const provider = await signedInProvider();
  const strategyId = await freeStrategy(provider);
  const followers = await Promise.all(Array.from({ length: FOLLOWERS }, (_, i) => follower(strategyId, i)));

  const heard: number[] = [];
  const [first] = followers;
  const live = new LiveClient({ url: E2E.baseUrl, token: () => first?.token ?? "", retryMaxMs: 500 });
  live.signals({ strategyId, since: { [strategyId]: 0 } }, ({ seq }) => heard.push(seq));
  await expect.poll(() => live.status, { timeout: 30_000 }).toBe("live");

  const next = chance(20_261_121);
  const ids: string[] = [];
  for (let n = 0; n < SIGNALS; n += 1) {
    const part: Part | null =
      n % (SIGNALS / KILLS) === 4 ? (n % (2 * (SIGNALS / KILLS)) === 4 ? "server" : "worker") : null;
    if (part !== null) await isUp(part);
    const delayMs = Math.floor(next() * 51);
    let hit: Promise<void> = Promise.resolve();
    const answer = await provider.insist("POST", "/api/signals", signal(strategyId), () => {
      if (part !== null) hit = new Promise((done) => setTimeout(() => done(void kill(part)), delayMs));
    });
    await hit;
    expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
    ids.push(String(answer.body.id));
  }
  // Closed only once copied: a signal that is over when its copy comes up is skipped, rightly, and would prove nothing.
  await copiesBecome(strategyId, "OPEN");
  for (const id of ids) await close(provider, id);
  expect(new Set(ids).size).toBe(SIGNALS);

  const events = await ledger(provider, strategyId);
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 2 * SIGNALS }, (_, i) => i + 1));
  expect(await verifyChain(events, (text) => createHash("sha256").update(text).digest("hex"))).toMatchObject({
    intact: true,
  });
  for (const type of ["OPEN", "CLOSE"]) {
    const told = events.filter((event) => event.type === type).map(({ signalId }) => signalId);
    expect([...told].sort()).toEqual([...ids].sort());
  }

  await expect.poll(() => heard.length, { timeout: 60_000 }).toBe(2 * SIGNALS);
  expect(heard).toEqual(events.map(({ seq }) => seq));
  live.close();

  await exactlyOneCopyEach(strategyId);
});

const COPIES = SIGNALS * FOLLOWERS;

/** Counts by key, asked of the database itself. */
async function counts(strategyId: string, sql: string): Promise<Record<string, number>> {
  const db = new Client({ connectionString: sandbox().databaseUrl });
  await db.connect();
  try {
    const { rows } = await db.query<{ key: string; n: number }>(sql, [strategyId]);
    return Object.fromEntries(rows.map(({ key, n }) => [key, n]));
  } finally {
    await db.end();
  }
}

async function copiesBecome(strategyId: string, state: "OPEN" | "CLOSED"): Promise<void> {
  const sql = `SELECT concat_ws(' ', state, "reasonText") AS key, count(*)::int AS n FROM copies WHERE "strategyId" = $1 GROUP BY 1`;
  await expect.poll(() => counts(strategyId, sql), { timeout: 240_000 }).toEqual({ [state]: COPIES });
}

/** One copy, one position, one entry and one exit a follower and signal; nothing twice, nothing given up. */
async function exactlyOneCopyEach(strategyId: string): Promise<void> {
  await copiesBecome(strategyId, "CLOSED");
  expect(
    await counts(
      strategyId,
      `SELECT concat(c.mode, ' ', p.state, ' ', p.qty = 0) AS key, count(*)::int AS n
       FROM copies c JOIN positions p ON p."copyId" = c.id WHERE c."strategyId" = $1 GROUP BY 1`,
    ),
  ).toEqual({ "PAPER CLOSED t": COPIES });
  expect(
    await counts(
      strategyId,
      `SELECT f.side::text AS key, count(*)::int AS n FROM fills f JOIN positions p ON p.id = f."positionId"
       JOIN copies c ON c.id = p."copyId" WHERE c."strategyId" = $1 GROUP BY 1`,
    ),
  ).toEqual({ BUY: COPIES, SELL: COPIES });
  const dead = `SELECT 'dead' AS key, count(*)::int AS n FROM handler_failures WHERE "deadAt" IS NOT NULL AND $1 <> ''`;
  expect(await counts(strategyId, dead)).toEqual({ dead: 0 });
}

async function signedInProvider(): Promise<Program> {
  const user = sandbox().users.find(({ role }) => role === "PROVIDER");
  if (user === undefined) throw new Error("the sandbox has no provider");
  const provider = new Program(user.email, user.password);
  await provider.signIn();
  return provider;
}

async function freeStrategy(provider: Program): Promise<string> {
  const { status, body } = await provider.send("POST", "/api/strategies", {
    name: `Chaos ${crypto.randomUUID().slice(0, 8)}`,
    description: "Published while its processes are killed.",
    kind: "EXTERNAL",
    supportedPairs: ["BTC/USDT"],
    supportedTimeframes: ["15m"],
    exchanges: ["binance"],
    monthlyPrice: { amount: 0, currency: "USD" },
    isPublic: true,
  });
  expect(status, JSON.stringify(body)).toBe(201);
  const id = String(body.id);
  if (body.status !== "ACTIVE") {
    const opened = await provider.send("PUT", `/api/strategies/${id}`, { status: "ACTIVE" });
    expect(opened.status, JSON.stringify(opened.body)).toBe(200);
  }
  return id;
}

async function follower(strategyId: string, n: number): Promise<Program> {
  const program = await Program.register("SUBSCRIBER", `Follower${n}`);
  const subscribed = await program.send("POST", "/api/subscriptions", { strategyId });
  expect(subscribed.status, JSON.stringify(subscribed.body)).toBe(201);
  const followed = await program.send("PUT", `/api/subscriptions/${subscribed.body.id}/follow`, {
    mode: "PAPER",
    sizing: { type: "quote", value: "20" },
  });
  expect(followed.status, JSON.stringify(followed.body)).toBe(200);
  return program;
}

function signal(strategyId: string): object {
  // A busy machine must not turn a copy into a late one.
  return { ...marketLong(strategyId, { stopLoss: "1000" }), maxAgeSec: 3_600 };
}

/** A close whose answer was lost may come back as "already closed": both are done. */
async function close(provider: Program, id: string): Promise<void> {
  const answer = await provider.insist("POST", `/api/signals/${id}/close`, {});
  expect([200, 201, 409], JSON.stringify(answer.body)).toContain(answer.status);
}

async function ledger(provider: Program, strategyId: string): Promise<ChainEvent[]> {
  const answer = await fetch(`${E2E.baseUrl}/api/strategies/${strategyId}/ledger`, {
    headers: { accept: "application/x-ndjson", authorization: `Bearer ${provider.token}` },
  });
  const lines = (await answer.text()).trim().split("\n");
  return lines.map((line) => JSON.parse(line) as ChainEvent).filter(({ type }) => type !== undefined);
}

/** Waits until a part that was killed before serves again, so that each kill hits a living one. */
async function isUp(part: Part): Promise<void> {
  await expect
    .poll(
      async () => {
        if (pidOf(part) === null) return "gone";
        const answer = await fetch(`${E2E.baseUrl}/api/ready`).catch(() => null);
        if (answer?.ok !== true) return "down";
        // A heartbeat lives on for seconds; only a worker that works empties the outbox.
        const { parts } = (await answer.json()) as { parts: { outbox: { lagEvents: number } } };
        return part === "worker" && parts.outbox.lagEvents > 0 ? "behind" : "up";
      },
      { intervals: [50, 100, 200], timeout: 90_000 },
    )
    .toBe("up");
}
