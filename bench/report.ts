import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { chromiumPath } from "@/lib/runtime/env";
import { type Site, withSite } from "./site.ts";
import { printTable, tellLoad } from "./table.ts";
import { watchReport } from "./watch-report.ts";

const YARDSTICK = resolve("../shared/bench/backtest");
const WANTED_MS = 1_000;
/** First looks at pages and code that nobody has asked for yet: told apart, since only the first person after a start sees them. */
const FIRST = 2;

/**
 * `npm run bench -- report`: from the click on "Run backtest" to the drawn report (figures stand, the equity's line is on its canvas, the frame
 * is out), in Chromium against the production build. Each run has other parameters, so that none is answered from an earlier one.
 */
export async function benchReport(options: { readonly bars: string; readonly runs: string }): Promise<void> {
  await withSite({ MARKET_SOURCE: "replay" }, async (site) => {
    importBars(site, options.bars);
    await inChromium(site, async (page) => {
      const first: number[] = [];
      const times: number[] = [];
      for (let run = 0; run < FIRST + Number(options.runs); run += 1) {
        const ms = await clickToReport(page, 5 + run, Number(options.bars));
        (run < FIRST ? first : times).push(ms);
        process.stderr.write(`${JSON.stringify({ run, ms: Math.round(ms) })}\n`);
      }
      print(options.bars, first, times);
    });
  });
}

/** A page on which the sandbox's subscriber is signed in. */
export async function inChromium(site: Site, work: (page: Page, email: string) => Promise<void>): Promise<void> {
  const path = chromiumPath() ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const user = site.sandbox().users.find(({ role }) => role === "SUBSCRIBER");
    if (user === undefined) throw new Error("the sandbox has no subscriber");
    await work(await signIn(browser, site, user), user.email);
  } finally {
    await browser.close();
  }
}

/** The yardstick's bars, as BENCH/USDT of kraken. */
export function importBars({ env, dataDir }: Site, bars: string): void {
  const made = spawnSync(process.execPath, [join(YARDSTICK, "gen-data.mjs"), dataDir, bars], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`the yardstick's bars were not made: ${made.stderr}`);
  const series = ["--exchange", "kraken", "--symbol", "BENCH/USDT", "--timeframe", "1m"];
  const args = ["run", "-s", "candles", "--", "import", join(dataDir, `${bars}.csv`), ...series];
  const imported = spawnSync("npm", args, { encoding: "utf8", env });
  if (imported.status !== 0) throw new Error(`the bars were not imported: ${imported.stderr}`);
}

async function signIn(
  browser: Browser,
  site: Site,
  user: { readonly email: string; readonly password: string },
): Promise<Page> {
  const context = await browser.newContext({ baseURL: site.origin, viewport: { width: 1280, height: 800 } });
  // tsx wraps named functions in a helper of its own, which the page does not have
  await context.addInitScript("globalThis.__name = (named) => named");
  await context.addInitScript(watchReport);
  const page = await context.newPage();
  await page.goto("/login");
  await page.getByLabel("E-mail").fill(user.email);
  await page.getByLabel("Password").fill(user.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/login");
  return page;
}

/** Opens the form, waits until it stands still as for a person who reads it, presses the button. @returns milliseconds */
async function clickToReport(page: Page, fast: number, bars: number): Promise<number> {
  const asked = { kind: "run", strategy: "sma-cross", series: "kraken BENCH/USDT 1m", "p.fast": String(fast) };
  await page.goto(`/backtests/new?${new URLSearchParams(asked)}`, { waitUntil: "networkidle" });
  await page.getByText(`${bars.toLocaleString("en-US")} bars, about`).waitFor();
  await page.getByRole("button", { name: "Run backtest" }).click();
  const took = await page.waitForFunction(() => sessionStorage.getItem("bench-took"), null, { timeout: 30_000 });
  const ms = Number(await took.jsonValue());
  await page.evaluate(() => sessionStorage.removeItem("bench-took"));
  return ms;
}

function print(bars: string, first: readonly number[], times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): string =>
    (sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN).toFixed(0);
  printTable(
    ["from the click to the drawn report", "runs", "p50 ms", "p95 ms", "most ms", "before them, not counted", "wanted"],
    [
      [
        `${bars} bars`,
        times.length,
        at(0.5),
        at(0.95),
        at(1),
        first.map((ms) => ms.toFixed(0)).join(", "),
        `p95 ≤ ${WANTED_MS} ms`,
      ],
    ],
  );
  tellLoad();
}
