import { spawnSync } from "node:child_process";
import type { Page } from "@playwright/test";
import { importBars, inChromium } from "./report.ts";
import { withSite } from "./site.ts";
import { printTable, tellLoad } from "./table.ts";

const BARS = "50000";
/** A search that takes most of a minute: nobody cancels what is over before he has read of it. */
const SETS = "200000";
const SHOWN_WANTED_MS = 500;
const ENDED_WANTED_MS = 1_000;

interface Watched {
  /** From the moment a worker took the search to its first trial on screen. */
  readonly shown: number;
  /** From the click that asked for it to the same. */
  readonly fromClick: number;
  /** From the click on Cancel to the words that it was. */
  readonly ended: number;
}

/** `npm run bench -- progress`: how soon a search shows how far it is, and how soon it ends when it is cancelled, in Chromium against the production build. */
export async function benchProgress({ runs }: { readonly runs: string }): Promise<void> {
  await withSite({ MARKET_SOURCE: "replay" }, async (site) => {
    importBars(site, BARS);
    await inChromium(site, async (page, email) => {
      const args = ["run", "-s", "client-admin", "--", "set-plan", email, "MANAGED"];
      const set = spawnSync("npm", args, { encoding: "utf8", env: site.env });
      if (set.status !== 0) throw new Error(`the plan was not set: ${set.stderr}`);
      const watched: Watched[] = [];
      for (let run = 0; run < 1 + Number(runs); run += 1) {
        const one = await watch(page);
        process.stderr.write(`${JSON.stringify(one)}\n`);
        if (run > 0) watched.push(one); // the first looks at pages that nobody has asked for yet
      }
      print(watched);
    });
  });
}

async function watch(page: Page): Promise<Watched> {
  const asked = { kind: "optimise", strategy: "rsi-macd", series: "kraken BENCH/USDT 1m" };
  await page.goto(`/backtests/new?${new URLSearchParams(asked)}`, { waitUntil: "networkidle" });
  await page.getByLabel("Way of searching").selectOption("random");
  await page.getByLabel("Sets to try, at most").fill(SETS);
  await page.getByLabel("Range to either side, %").fill("90");
  await page.getByLabel("Values a parameter").fill("50");
  const started = await clickedAt(page, "Start optimisation");
  const shown = await readAt(page, "Trial [1-9]");
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const run = await page.evaluate(async (path) => (await fetch(path)).json(), `/api/backtest/${id}`);
  const cancelled = await clickedAt(page, "Cancel optimisation");
  const ended = await readAt(page, "It was cancelled");
  return {
    shown: shown - Date.parse((run as { startedAt: string }).startedAt),
    fromClick: shown - started,
    ended: ended - cancelled,
  };
}

/** Presses a button. @returns when, by the wall clock */
async function clickedAt(page: Page, name: string): Promise<number> {
  const button = page.getByRole("button", { name });
  await button.evaluate((element) =>
    element.addEventListener("click", () => sessionStorage.setItem("bench-clicked-at", String(Date.now())), {
      once: true,
    }),
  );
  await button.click();
  return Number(await page.evaluate(() => sessionStorage.getItem("bench-clicked-at")));
}

/** Waits for words on the page, frame by frame. @returns when they were there, by the wall clock */
async function readAt(page: Page, words: string): Promise<number> {
  const at = await page.waitForFunction(
    (pattern) => new RegExp(pattern).test(document.querySelector("main")?.textContent ?? "") && Date.now(),
    words,
    { polling: "raf", timeout: 60_000 },
  );
  return Number(await at.jsonValue());
}

function print(watched: readonly Watched[]): void {
  const row = (name: string, times: readonly number[], wanted: string) => {
    const sorted = times.toSorted((a, b) => a - b);
    const at = (part: number) => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
    return [name, times.length, at(0.5), at(0.95), wanted];
  };
  printTable(
    ["a search of 200,000 sets", "runs", "p50 ms", "p95 ms", "wanted"],
    [
      row(
        "from its start at a worker to its first trial on screen",
        watched.map(({ shown }) => shown),
        `≤ ${SHOWN_WANTED_MS}`,
      ),
      row(
        "from the click to the same",
        watched.map(({ fromClick }) => fromClick),
        "",
      ),
      row(
        "from the click on Cancel to the words that it was",
        watched.map(({ ended }) => ended),
        `≤ ${ENDED_WANTED_MS}`,
      ),
    ],
  );
  tellLoad();
}
