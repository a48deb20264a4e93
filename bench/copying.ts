import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openDb } from "@/lib/db/client";
import { databaseUrls } from "@/lib/db/urls";
import { arrangeLive, type LiveScene } from "@/lib/features/copies/live/live.fixture";
import { createCcxtVenues } from "@/lib/integrations/ccxt/trade/create-ccxt-venues";
import { openEmbedded, removeEmbedded } from "@/lib/integrations/local/postgres/embedded";
import { utcMs } from "@/lib/kernel/time";
import type { ExchangeSecrets } from "@/lib/ports/key-vault";
import { Leases } from "@/lib/runtime/leases";
import { listen } from "@/lib/runtime/listen";
import { migrate } from "@/lib/runtime/migrate";
import { ensureSecrets } from "@/lib/runtime/secrets";
import { startTradeAccounts } from "@/lib/runtime/worker/trade-accounts";
import { Tally } from "./copying/tally.ts";
import type { Arrivals, FromVenue, MadeKey, ToVenue } from "./copying/wire.ts";
import { printTable, tellLoad } from "./table.ts";

/**
 * `npm run bench -- copying`: from a signal's receipt, and from its close, to the arrival of each follower's order at the local exchange, over the real ccxt, with the
 * product's own fan-out, guards and order protocol in one worker. Then the same with one account whose exchange hangs.
 */
export interface CopyingBenchOptions {
  readonly followers: string;
  readonly rounds: string;
}

const READY_TIMEOUT_MS = 600_000;
const REST_TIMEOUT_MS = 400_000;
const ROUND_TIMEOUT_MS = 180_000;
const LOOK_MS = 25;
/** A balance that something changed is asked for again after so long at the latest. */
const RENEWED_MS = 35_000;

export async function benchCopying({ followers, rounds }: CopyingBenchOptions): Promise<void> {
  const stage = await setStage(Number(followers));
  try {
    const rows: (string | number)[][] = [];
    for (let round = 1; round <= Number(rounds); round += 1)
      rows.push([`all answer, ${round}`, ...(await oneRound(stage, null))]);
    const [hanging] = stage.keys;
    if (hanging !== undefined) rows.push(["one account hangs", ...(await oneRound(stage, hanging.account))]);
    printTable(
      [
        `${followers} followers`,
        ...["entries", "p50, ms", "p95, ms", "last, ms", "requests / weight till then"],
        ...["exits", "p50, ms", "p95, ms", "last, ms", "requests / weight till then"],
      ],
      rows,
    );
    tellLoad();
  } finally {
    await stage.stop();
  }
  // What ccxt's clients keep open would hold the command for minutes.
  process.exit();
}

interface Stage {
  readonly live: LiveScene;
  readonly keys: readonly MadeKey[];
  readonly ask: (message: ToVenue) => Promise<FromVenue>;
  readonly tally: Tally;
  stop(): Promise<void>;
}

async function setStage(followers: number): Promise<Stage> {
  const dataDir = mkdtempSync(join(tmpdir(), "heliograph-copying-"));
  const { secrets: made } = ensureSecrets(dataDir);
  const embedded = await openEmbedded({ dataDir, password: made.POSTGRES_PASSWORD ?? "", maxConnections: 60 });
  const urls = databaseUrls({ admin: embedded.url }, made.NEXTAUTH_SECRET ?? "");
  await migrate(urls);
  const db = openDb(urls.worker, { poolMax: 10, applicationName: "bench-copying" });
  const child = fork(new URL("copying/venue.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
  const ready = await next(child);
  const ask = async (message: ToVenue): Promise<FromVenue> => {
    child.send(message);
    return next(child);
  };
  const clock = { now: () => utcMs(Date.now()), set: () => undefined, advance: () => undefined };
  const vault = new Map<string, ExchangeSecrets>();
  const live = await arrangeLive({ worker: db }, { clock, keyVault: openVault(vault) });
  const market = (): void => live.scene.quote("42000", "42000.01");
  market();
  const pulse = setInterval(market, 500);
  const answer = await ask({ kind: "keys", exchange: "binance", count: followers });
  const keys = answer.kind === "keys" ? answer.keys : [];
  for (const { apiKey, apiSecret } of keys) {
    const { ids } = await live.follow();
    vault.set(ids.keyId, { apiKey, apiSecret });
  }
  const { ctx } = live;
  const url = ready.kind === "ready" ? ready.url : "";
  const tally = new Tally();
  const tradeVenues = createCcxtVenues({
    urlOf: () => url,
    followsFeed: () => true,
    clock,
    log: ctx.log,
    mayTrade: true,
    onRequest: ({ weight }) => tally.count(weight),
  });
  const leases = new Leases({ url: urls.worker, applicationName: "bench-leases", log: ctx.log });
  const accounts = startTradeAccounts({ ...ctx, tradeVenues }, leases, undefined);
  // As in the worker: each commit that tells something wakes it.
  const listener = listen({
    url: urls.worker,
    applicationName: "bench-listen",
    channels: { outbox: () => accounts.wake() },
    onListening: () => accounts.wake(),
    onError: (error) => ctx.log.warn({ err: error }, "listening was interrupted"),
  });
  await until(READY_TIMEOUT_MS, async () => (await db.tradeAccount.count({ where: { state: "READY" } })) === followers);
  console.log(`Taken over: ${tally.tell()}`);
  return {
    live,
    keys,
    tally,
    ask,
    async stop() {
      clearInterval(pulse);
      await listener.stop();
      await accounts.stop();
      await leases.stop();
      // It listens and would not end by itself.
      child.kill("SIGKILL");
      await db.$disconnect();
      await removeEmbedded(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** One signal, entered by everybody, protected, and left again. @returns for both: orders, p50, p95 and the last, in ms from the event's receipt */
async function oneRound(stage: Stage, hanging: string | null): Promise<(string | number)[]> {
  const { live, keys, ask } = stage;
  await rested(stage);
  if (hanging !== null) await ask({ kind: "hang", account: hanging, on: true });
  const accounts = keys.map(({ account }) => account).filter((account) => account !== hanging);
  let signalId = "";
  const entries = await arriving(stage, accounts, "buys", async () => {
    signalId = await live.open();
  });
  await guarded(stage, accounts.length);
  const exits = await arriving(stage, accounts, "sales", async () => {
    await live.event(signalId, "CLOSE", { cause: "provider" }, { state: "CLOSED" });
  });
  if (hanging !== null) await ask({ kind: "hang", account: hanging, on: false });
  await until(
    ROUND_TIMEOUT_MS,
    async () => (await live.ctx.db.copy.count({ where: { signalId, state: { in: ["WAITING", "OPEN"] } } })) === 0,
  );
  return [...entries, ...exits];
}

/** What was bought is on record and has its stop at the exchange, on so many accounts at least. */
async function guarded({ live }: Stage, count: number): Promise<void> {
  const { db } = live.ctx;
  await until(ROUND_TIMEOUT_MS, async () => {
    const stops = await db.order.count({ where: { mode: "LIVE", state: "ACCEPTED", intent: { purpose: "STOP" } } });
    return stops >= count;
  });
}

/** What arrives of all accounts after an event. */
async function arriving(
  { live, ask, tally }: Stage,
  accounts: readonly string[],
  what: "buys" | "sales",
  happen: () => Promise<void>,
): Promise<(string | number)[]> {
  const look = async (): Promise<Arrivals> => {
    const answer = await ask({ kind: "orders", accounts });
    return answer.kind === "orders" ? answer[what] : [];
  };
  const before = (await look()).map(({ length }) => length);
  tally.begin();
  const began = Date.now();
  await happen();
  let arrived: Arrivals = [];
  await until(ROUND_TIMEOUT_MS, async () => {
    arrived = await look();
    await noneSkipped(live);
    return arrived.every(({ length }, at) => length > (before[at] ?? 0));
  });
  console.log(`${what} after ${Date.now() - began} ms`);
  const waits = arrived.map((times) => (times.at(-1) ?? 0) - began).sort((a, b) => a - b);
  const at = (part: number): number => waits[Math.min(waits.length - 1, Math.ceil(waits.length * part) - 1)] ?? 0;
  return [waits.length, at(0.5), at(0.95), at(1), tally.tell()];
}

/** What is skipped never arrives. */
async function noneSkipped({ ctx }: LiveScene): Promise<void> {
  const skipped = await ctx.db.copy.findFirst({ where: { mode: "LIVE", state: "SKIPPED" } });
  if (skipped !== null) throw new Error(`a follower was skipped: ${skipped.reasonText}`);
}

/**
 * What rounds before left behind is over: nothing is under way, the exchange's last word on it has come, and balances were told since. The budget of
 * requests need not be full: with a hundred accounts looks around them, which leave half of it, hardly ever end.
 */
async function rested({ live }: Stage): Promise<void> {
  const { db, clock } = live.ctx;
  let since = new Date(clock.now());
  await until(REST_TIMEOUT_MS, async () => {
    const living = await db.order.count({
      where: { mode: "LIVE", state: { in: ["PLANNED", "SENDING", "UNKNOWN", "ACCEPTED", "PARTIAL"] } },
    });
    const held = await db.position.count({ where: { mode: "LIVE", state: "OPEN" } });
    if (living + held > 0) since = new Date(clock.now() + RENEWED_MS);
    const stale = await db.tradeAccount.count({
      where: { OR: [{ measuredAt: null }, { measuredAt: { lte: since } }] },
    });
    return living + held + stale === 0;
  });
}

function openVault(secrets: ReadonlyMap<string, ExchangeSecrets>) {
  return {
    masterKeyId: "bench",
    seal: () => ({ sealed: new Uint8Array(), wrappedKey: new Uint8Array(), masterKeyId: "bench" }),
    open: (_sealed: object, { id }: { readonly id: string }) => {
      const found = secrets.get(id);
      if (found === undefined) throw new Error(`no secrets of ${id}`);
      return found;
    },
    rewrap: () => null,
  };
}

function next(child: ChildProcess): Promise<FromVenue> {
  return new Promise((heard, failed) => {
    const ended = (): void => failed(new Error("the local exchange ended"));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      heard(message as FromVenue);
    });
  });
}

async function until(timeoutMs: number, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("what the bench waits for did not come");
    await pause(LOOK_MS);
  }
}
