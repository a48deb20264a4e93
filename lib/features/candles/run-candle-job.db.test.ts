import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { arrowFormat } from "@/lib/integrations/arrow/arrow-format";
import { createCcxtHistory } from "@/lib/integrations/ccxt/ccxt-history";
import { type HistoryServer, serveBinance } from "@/lib/integrations/ccxt/history-server.fixture";
import { utcMs } from "@/lib/kernel/time";
import type { CandleHistory, HistorySource } from "@/lib/ports/candle-history";
import { createTestClock } from "@/lib/testing/test-clock";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { cancelCandleJob } from "./cancel-candle-job.ts";
import { candleDownloadInput, candleImportQuery } from "./input.ts";
import { listCandleJobs, listSeries } from "./queries.ts";
import { runCandleJob } from "./run-candle-job.ts";
import { startDownload, startImport, startVerify } from "./start-candle-job.ts";

const db = testDb();
const MINUTE = 60_000;
const START = Date.UTC(2024, 0, 1);
const NOW = START + 2_500 * MINUTE + 1;
const admin = {
  userId: "usr_admin",
  role: "ADMIN",
  name: "Ada",
  email: "ada@heliograph.test",
  emailVerified: true,
  scopes: null,
  sessionId: null,
  mfaAt: null,
  totpEnabled: true,
} as const;

const open: HistoryServer[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((server) => server.close()))));
beforeEach(() => db.owner("TRUNCATE candle_chunks, candle_series, instruments, funding_rates, candle_jobs"));

async function stage() {
  const server = await serveBinance({ now: NOW, listedAt: START });
  open.push(server);
  const clock = createTestClock();
  clock.set(utcMs(NOW));
  const ctx = createTestCtx(db.web, { clock });
  const history = createCcxtHistory({ urls: { binance: server.url }, sleep: () => Promise.resolve() });
  const env = { ...createTestCtx(db.worker, { clock }), arrow: arrowFormat, history };
  const jobs = () => listCandleJobs(db.web, 10);
  const job = async (id: string) => (await jobs()).find((one) => one.id === id);
  const run = (id: string, stop = new AbortController().signal) => runCandleJob(env, id, stop);
  return { server, ctx, env, run, job, jobs };
}

const idOf = (started: { ok: true; value: { id: string } } | { ok: false; detail?: string }): string => {
  if (!started.ok) throw new Error(started.detail);
  return started.value.id;
};
const csv = (...rows: string[]) => Buffer.from(["timestamp,open,high,low,close,volume", ...rows].join("\n"));
const download = candleDownloadInput.parse({
  exchange: "binance",
  symbol: "BTCUSDT",
  timeframe: "1m",
  from: "2024-01-01",
  to: "",
});

it("imports an uploaded file, says what came of it, and keeps the file no longer than that", async () => {
  const { ctx, run, job } = await stage();
  const query = candleImportQuery.parse({ name: "BTCUSDT_1h.csv", exchange: "mexc" });
  const id = idOf(await startImport(ctx, admin, query, csv("0,1,2,1,1,5", "3600000,1,2,1,1,5")));
  expect(await job(id)).toMatchObject({ status: "QUEUED" });
  await run(id);
  expect(await job(id)).toMatchObject({ status: "DONE", message: "2 new, 0 already there.", finishedAt: NOW });
  expect(await listSeries(db.web)).toMatchObject([{ exchange: "mexc", symbol: "BTC/USDT", timeframe: "1h", bars: 2 }]);
  expect(await db.owner("SELECT 1 FROM candle_jobs WHERE file IS NOT NULL")).toEqual([]);
  const audited = await db.owner(`SELECT action, "subjectId" FROM audit_log ORDER BY seq DESC LIMIT 1`);
  expect(audited).toEqual([{ action: "candles.import", subjectId: "mexc BTC/USDT 1h" }]);
});

it("leaves out a last bar that still runs, as exchanges hand it out, and says so", async () => {
  const { ctx, run, job } = await stage();
  const query = candleImportQuery.parse({ name: "BTCUSDT_1h.csv", exchange: "mexc" });
  const opens = [3, 2, 1, 0].map((hours) => Math.floor(NOW / (60 * MINUTE)) * 60 * MINUTE - hours * 60 * MINUTE);
  const id = idOf(await startImport(ctx, admin, query, csv(...opens.map((at) => `${at},1,2,1,1,5`))));
  await run(id);
  const message = "3 new, 0 already there. The bar of 2024-01-02T17:00:00.000Z still runs and was left out.";
  expect(await job(id)).toMatchObject({ status: "DONE", message });
  expect(await listSeries(db.web)).toMatchObject([{ bars: 3 }]);
  const alone = idOf(await startImport(ctx, admin, query, csv(`${opens[3]},1,2,1,1,5`)));
  await run(alone);
  expect(await job(alone)).toMatchObject({ status: "FAILED", message: expect.stringContaining("only bar still runs") });
});

it("names the line of a bad file and stores nothing of it", async () => {
  const { ctx, run, job } = await stage();
  const query = candleImportQuery.parse({ name: "BTCUSDT_1h.csv", exchange: "mexc" });
  const id = idOf(await startImport(ctx, admin, query, csv("0,1,2,1,1,5", "3600000,1,-2,1,1,5")));
  await run(id);
  expect(await job(id)).toMatchObject({ status: "FAILED", message: "Line 3: high is not above 0." });
  expect(await listSeries(db.web)).toEqual([]);
  expect(
    await startImport(ctx, admin, candleImportQuery.parse({ name: "x.csv", exchange: "mexc" }), csv()),
  ).toMatchObject({
    ok: false,
    detail: expect.stringContaining("does not say the symbol"),
  });
});

it("tells how far a long file is written and a long series is read, and is cancelled under way with nothing stored", async () => {
  const { ctx, run, job } = await stage();
  const rows = Array.from({ length: 140_000 }, (_, n) => `${START + n * MINUTE},1,2,1,1,${n}`);
  const file = gzipSync(["timestamp,open,high,low,close,volume", ...rows].join("\n"));
  const query = candleImportQuery.parse({ name: "BTCUSDT_1m.csv.gz", exchange: "mexc" });
  const cancelled = idOf(await startImport(ctx, admin, query, file));
  await db.owner(`UPDATE candle_jobs SET "cancelRequestedAt" = $1`, [new Date(NOW)]); // seen at the first telling: in the middle of writing
  await run(cancelled);
  expect(await job(cancelled)).toMatchObject({
    status: "CANCELLED",
    total: rows.length,
    message: "Cancelled. Nothing of the file is stored.",
  });
  expect(await listSeries(db.web)).toEqual([]);
  const imported = idOf(await startImport(ctx, admin, query, file));
  await run(imported);
  expect(await job(imported)).toMatchObject({ status: "DONE", message: "140000 new, 0 already there." });
  const { done = 0, total } = (await job(imported)) ?? {};
  expect({ total, inside: done > 0 && done < rows.length }).toEqual({ total: rows.length, inside: true });
  const checked = idOf(await startVerify(ctx, admin, { exchange: "mexc", symbol: "BTC/USDT", timeframe: "1m" }));
  await run(checked);
  expect(await job(checked)).toMatchObject({ status: "DONE", message: "140000 bars, sound.", total: rows.length });
});

it("tells the speed of a download and the time that is left", async () => {
  const { ctx, env, job } = await stage();
  const id = idOf(await startDownload(ctx, admin, download));
  const told: (string | undefined)[] = [];
  const open = async (...asked: Parameters<CandleHistory["open"]>): Promise<HistorySource> => {
    const source = await env.history.open(...asked);
    return {
      pageBars: source.pageBars,
      fundingSpanMs: source.fundingSpanMs,
      now: () => source.now(),
      funding: (since, until) => source.funding(since, until),
      close: () => source.close(),
      async candles(timeframe, since) {
        told.push((await job(id))?.message);
        env.clock.advance(2_000); // each page takes so long
        return source.candles(timeframe, since);
      },
    };
  };
  await runCandleJob({ ...env, history: { open } }, id, new AbortController().signal);
  expect(told.slice(1)).toEqual([
    "1000 new bars, up to 2024-01-01T16:39:00.000Z",
    "2000 new bars, up to 2024-01-02T09:19:00.000Z; 500 bars/s, 1 s left",
  ]);
});

it("downloads with its progress noted, and what it stored stays when it is cancelled", async () => {
  const { server, ctx, env, run, job } = await stage();
  const id = idOf(await startDownload(ctx, admin, download));
  server.trouble = () => {
    if (server.asked.length === 2) void cancelCandleJob(ctx, admin, id);
    return undefined;
  };
  await run(id);
  // the wish is seen at the page after it at the latest
  expect(await job(id)).toMatchObject({ status: "CANCELLED", message: "Cancelled. What came so far is stored." });
  const [series] = await listSeries(db.web);
  expect(series?.bars).toBeGreaterThanOrEqual(1_000);
  const again = idOf(await startDownload(ctx, admin, download));
  server.trouble = null;
  await run(again);
  expect(await job(again)).toMatchObject({
    status: "DONE",
    done: 2_500,
    total: 2_500,
    message: `${2_500 - (series?.bars ?? 0)} new bars, ${series?.bars} already there.`,
  });
  expect(env.clock.now()).toBe(NOW);
});

it("is put back when its worker ends, and goes on with the next", async () => {
  const { ctx, run, job, server } = await stage();
  const id = idOf(await startDownload(ctx, admin, download));
  const stop = new AbortController();
  server.trouble = () => {
    if (server.asked.length === 2) stop.abort(new Error("the worker ends"));
    return undefined;
  };
  await expect(run(id, stop.signal)).rejects.toThrow("the worker ends");
  expect(await job(id)).toMatchObject({ status: "QUEUED" });
  server.trouble = null;
  await run(id);
  expect(await job(id)).toMatchObject({ status: "DONE" });
  expect(await listSeries(db.web)).toMatchObject([{ bars: 2_500, gaps: 0 }]);
  // a repeat by the queue finds it ended
  await run(id);
});

it("checks a series, and says what is wrong with it", async () => {
  const { ctx, run, job } = await stage();
  const key = { exchange: "mexc", symbol: "BTC/USDT", timeframe: "1h" } as const;
  const query = candleImportQuery.parse({ name: "BTCUSDT_1h.csv", exchange: "mexc", gaps: "true" });
  await run(idOf(await startImport(ctx, admin, query, csv("0,1,2,1,1,5", "7200000,1,2,1,1,5"))));
  const sound = idOf(await startVerify(ctx, admin, key));
  await run(sound);
  expect(await job(sound)).toMatchObject({
    status: "FAILED",
    message: "The bar of 1970-01-01T02:00:00.000Z: a bar is missing before it (from 1970-01-01T01:00:00.000Z).",
  });
  await run(idOf(await startImport(ctx, admin, query, csv("3600000,1,2,1,1,5"))));
  const whole = idOf(await startVerify(ctx, admin, key));
  await run(whole);
  expect(await job(whole)).toMatchObject({ status: "DONE", message: "3 bars, sound." });
  await db.owner("UPDATE candle_chunks SET data = set_byte(data, 7, 255)");
  const broken = idOf(await startVerify(ctx, admin, key));
  await run(broken);
  expect(await job(broken)).toMatchObject({ status: "FAILED", message: expect.stringContaining("open is not") });
});

it("is told apart from a fault of our own, and one that waits is cancelled at once", async () => {
  const { ctx, run, job, env } = await stage();
  const failing = idOf(await startDownload(ctx, admin, { ...download, exchange: "nowhere" }));
  await run(failing);
  expect(await job(failing)).toMatchObject({ status: "FAILED", message: 'ccxt knows no exchange "nowhere".' });
  const ours = idOf(await startDownload(ctx, admin, download));
  const broken = { ...env, history: { open: () => Promise.reject(new Error("secret words")) } };
  await runCandleJob(broken, ours, new AbortController().signal);
  expect(await job(ours)).toMatchObject({
    status: "FAILED",
    message: `Something is broken on our side; it is logged under ${ours}.`,
  });
  const waiting = idOf(await startDownload(ctx, admin, download));
  expect(await cancelCandleJob(ctx, admin, waiting)).toMatchObject({ ok: true });
  expect(await job(waiting)).toMatchObject({ status: "CANCELLED" });
  expect(await cancelCandleJob(ctx, admin, waiting)).toMatchObject({ ok: false, reason: "not_found" });
  const told = await db.web.auditEntry.findMany({ where: { action: "candles.cancelled" }, orderBy: { seq: "desc" } });
  expect(told[0]).toMatchObject({
    actorId: admin.userId,
    subjectId: "binance BTC/USDT 1m",
    detail: { what: "DOWNLOAD" },
  });
});
