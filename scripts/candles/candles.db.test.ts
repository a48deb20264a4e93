import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { childEnvironment } from "@/lib/runtime/env";
import { ensureSecrets } from "@/lib/runtime/secrets";
import { testDb } from "@/lib/testing/test-db";
import { type Ran, typed } from "../typed-command.fixture.ts";

const db = testDb();
const DATA = resolve("../shared/data");
const folder = mkdtempSync(join(tmpdir(), "hg-candles-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The command as a person runs it, on this test's database. */
function candles(...args: string[]): Promise<Ran> {
  const env = childEnvironment({ DATABASE_URL: db.urls.web, DATABASE_WORKER_URL: db.urls.worker, DATA_DIR: folder });
  return typed("scripts/candles/main.ts", args, { env });
}

interface SharedFile {
  readonly file: string;
  readonly rows: number;
}

let files: readonly SharedFile[] = [];
const pathOf = ({ file }: SharedFile): string => join(DATA, file);
const plain = (path: string): string => gunzipSync(readFileSync(path)).toString("utf8");

beforeAll(() => {
  if (!existsSync(DATA)) throw new Error(`${DATA} is absent: the real candles must lie in ../shared beside the clone`);
  ensureSecrets(folder);
  const listed: unknown = JSON.parse(readFileSync(join(DATA, "MANIFEST.json"), "utf8"));
  files = sharedFiles(listed);
});

describe("every file of ../shared/data", { timeout: 180_000 }, () => {
  it("is imported whole, the second time adds nothing, and mark prices are refused by name", async () => {
    const marks = files.filter(({ file }) => file.includes("_mark"));
    const wanted = files.filter((one) => !marks.includes(one));
    expect(wanted.length).toBeGreaterThanOrEqual(38);
    const first = await candles("import", "--json", ...wanted.map(pathOf));
    expect(first.err).toBe("");
    expect(first.code).toBe(0);
    const told: { added: number; present: number }[] = JSON.parse(first.out);
    expect(told.map(({ added }) => added)).toEqual(wanted.map(({ rows }) => rows));
    const again = await candles("import", "--json", ...wanted.map(pathOf));
    const retold: { added: number; present: number }[] = JSON.parse(again.out);
    expect(retold.map(({ added, present }) => [added, present])).toEqual(wanted.map(({ rows }) => [0, rows]));

    const refused = await candles("import", ...marks.map(pathOf));
    expect(refused.code).toBe(1);
    for (const mark of marks) expect(refused.err).toContain(`${pathOf(mark)}: its name says mark prices`);
    const reference = join(DATA, "reference/GOOG_1d.csv.gz");
    const goog = await candles("import", reference, "--allow-gaps", "--exchange", "reference", "--symbol", "GOOG/USD");
    expect(goog.out).toMatch(/reference GOOG\/USD 1d: 2148 new, 0 already there; 2148 bars, 2004-08-19.* 463 gaps\n$/);
  });

  it("is listed with span, bars, gaps and hash, and verified sound", async () => {
    const { series, funding }: { series: { bars: number; gaps: number; hash: string }[]; funding: object[] } =
      JSON.parse((await candles("list", "--json")).out);
    expect(series).toContainEqual(
      expect.objectContaining({
        exchange: "bybit",
        symbol: "BTC/USDT:USDT",
        timeframe: "4h",
        bars: 7_662,
        gaps: 0,
        from: "2021-01-01T00:00:00.000Z",
        to: "2024-06-30T20:00:00.000Z",
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    );
    expect(funding).toContainEqual({
      exchange: "bybit",
      symbol: "SOL/USDT:USDT",
      events: 2_984,
      from: "2021-11-05T08:00:00.000Z",
      to: "2024-06-30T16:00:00.000Z",
    });
    const sound = await candles("verify", "--exchange", "binance", "--timeframe", "15m");
    expect(sound.out.trim().split("\n").sort()).toEqual(
      ["BTC", "ETH", "SOL", "XRP"].map((base) => `binance ${base}/USDT 15m: 17472 bars, sound`),
    );
    expect(sound.code).toBe(0);
  });

  it("comes out as it went in, and longer timeframes equal those that are made of shorter ones", async () => {
    const out = join(folder, "out.csv.gz");
    const args = ["export", "--exchange", "binance", "--symbol", "SOLUSDT", "--timeframe"];
    expect(await candles(...args, "5m", "--out", out)).toMatchObject({ code: 0, err: "" });
    const numbers = (text: string): number[][] =>
      text
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.split(",").map(Number));
    expect(numbers(plain(out))).toEqual(numbers(plain(join(DATA, "binance/SOLUSDT_5m.csv.gz"))));

    await db.owner(`DELETE FROM candle_series WHERE exchange = 'binance' AND timeframe IN ('1h', '4h', '1d')`);
    const made = await candles(...args, "1h", "--from", "2024-03-01", "--to", "2024-04-01");
    expect(made.err).toBe("1h is not stored: made of 15m\n");
    const stored = numbers(plain(join(DATA, "binance/SOLUSDT_1h.csv.gz")));
    const [from, to] = [Date.UTC(2024, 2, 1), Date.UTC(2024, 3, 1)];
    expect(numbers(made.out)).toEqual(stored.filter(([time = 0]) => time >= from && time < to));
  });
});

describe("the command line", { timeout: 60_000 }, () => {
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const HEADER = "timestamp,open,high,low,close,volume";
  const series = ["--exchange", "mexc", "--symbol", "BTC/USDC", "--timeframe", "1h"];

  it("stores nothing of a file with a bad row, names it, and goes on with the next", async () => {
    const bad = file("bad.csv", `${HEADER}\n0,1,2,1,1,5\n3600000,1,0.5,1,1,5\n`);
    const good = file("good.csv", `${HEADER}\n0,1,2,1,1,5\n7200000,1,2,1,1,5\n`);
    const holed = await candles("import", good, ...series);
    expect(holed).toMatchObject({
      code: 1,
      err: `${good}: line 3: a bar is missing before it (from 1970-01-01T01:00:00.000Z) (--allow-gaps takes it all the same)\n`,
    });
    const ran = await candles("import", bad, good, "--allow-gaps", ...series);
    expect(ran.code).toBe(1);
    expect(ran.err).toBe(`${bad}: line 3: high is below open, close or low\n`);
    expect(ran.out).toBe(
      `${good}: mexc BTC/USDC 1h: 2 new, 0 already there; 2 bars, 1970-01-01T00:00:00.000Z to 1970-01-01T02:00:00.000Z, 1 gap\n`,
    );
  });

  it("reports bars that differ, and replaces them only when told", async () => {
    const other = file("other.csv", `${HEADER}\n0,1,2,1,1.5,5\n3600000,1,2,1,1,5\n`);
    const refused = await candles("import", other, ...series);
    expect(refused).toMatchObject({
      code: 1,
      err: `${other}: the bar of 1970-01-01T00:00:00.000Z is stored with close 1, the new one has 1.5; nothing was stored (--replace puts the file's values in their place)\n`,
    });
    const replaced = await candles("import", other, ...series, "--replace");
    expect(replaced.out).toMatch(/: 1 new, 0 already there, 1 replaced; 3 bars, .* no gaps\n$/);
  });

  it("names missing bars when it verifies, unless they are allowed", async () => {
    const day = ["--exchange", "reference"];
    const told = await candles("verify", ...day);
    expect(told.code).toBe(1);
    expect(told.out).toMatch(
      /^reference GOOG\/USD 1d: the bar of 2004-08-23T00:00:00.000Z: 2 bars are missing before it/,
    );
    expect(await candles("verify", "--allow-gaps", ...day)).toMatchObject({
      code: 0,
      out: "reference GOOG/USD 1d: 2148 bars, 463 gaps, sound\n",
    });
  });

  it("exits 1 and names the fault when a stored byte was changed", async () => {
    await db.owner(`UPDATE candle_chunks SET data = set_byte(data, 7, 255) WHERE exchange = 'mexc'`);
    const ran = await candles("verify", "--exchange", "mexc");
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(
      /^mexc BTC\/USDC 1h: the bar of 1970-01-01T00:00:00.000Z: open is not a number; .*hash should be/,
    );
  });

  it.each([
    [["import"], 2, /missing required argument/],
    [["import", "x.csv", "--nonsense"], 2, /unknown option/],
    [["export", "--exchange", "mexc"], 1, /does not say the symbol; give --symbol/],
    [["export", ...series, "--from", "2024-02-01", "--to", "2024-01-01"], 1, /--from 2024-02-01 is not before --to/],
    [
      ["export", "--exchange", "nowhere", "--symbol", "BTC/USDT", "--timeframe", "1h"],
      1,
      /nowhere BTC\/USDT 1h is not stored/,
    ],
    [["verify", "--symbol", "FOO/BAR"], 1, /No stored series/],
    [
      ["download", "--exchange", "nowhere", "--symbol", "BTC/USDT", "--timeframe", "1h", "--from", "2024-01-01"],
      1,
      /ccxt knows no exchange "nowhere"/,
    ],
    [["download", ...series, "--from", "yesterday"], 1, /--from must be an ISO time/],
  ])("%j exits %i", async (args, code, err) => {
    expect(await candles(...args)).toMatchObject({ code, err: expect.stringMatching(err) });
  });
});

/** What the manifest says of each candle and funding file. */
function sharedFiles(listed: unknown): SharedFile[] {
  return (Array.isArray(listed) ? listed : []).flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) return [];
    const file: unknown = Reflect.get(entry, "file");
    const rows: unknown = Reflect.get(entry, "rows");
    return typeof file === "string" && typeof rows === "number" ? [{ file, rows }] : [];
  });
}
