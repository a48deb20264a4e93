import { mkdirSync } from "node:fs";
import { chromium, type Page } from "@playwright/test";
import { Command } from "commander";
import { busySite } from "../e2e/support/busy-site.ts";
import { type SandboxRole, signedIn } from "../e2e/support/sign-in.ts";
import { E2E, sandbox } from "../e2e/support/site.ts";
import { openDb } from "../lib/db/client.ts";
import { latestTickers } from "../lib/features/candles/queries.ts";

/** The main screens; `as` signs a sandbox user in. */
const SCREENS: readonly { name: string; path: string; as?: SandboxRole }[] = [
  { name: "landing", path: "/" },
  { name: "strategies", path: "/strategies" },
  { name: "strategy", path: "/strategies/[slug]?tab=performance" },
  { name: "ledger", path: "/strategies/[slug]?tab=ledger" },
  { name: "dashboard", path: "/dashboard", as: "SUBSCRIBER" },
  { name: "signals", path: "/signals", as: "SUBSCRIBER" },
  { name: "signal", path: "/signals/[signal]", as: "SUBSCRIBER" },
  { name: "positions", path: "/positions", as: "SUBSCRIBER" },
  { name: "backtest", path: "/backtests/[backtest]", as: "SUBSCRIBER" },
  { name: "composer", path: "/provider/signals/new", as: "PROVIDER" },
  { name: "provider", path: "/provider", as: "PROVIDER" },
];

/**
 * Takes the pictures of docs/screens from the site that the browser tests serve (node --import tsx e2e/support/serve.ts). Import real candles
 * into it first (DATA_DIR=.data-e2e npm run candles -- import ../shared/data/binance/*_15m.csv.gz) and let its market play them.
 */
async function take(options: { readonly out: string; readonly only?: string }): Promise<void> {
  mkdirSync(options.out, { recursive: true });
  const { values } = await busySite({ prices: await marketPrices(), positions: 7 });
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const states = new Map<SandboxRole, Awaited<ReturnType<typeof signedIn>>>();
  for (const role of ["SUBSCRIBER", "PROVIDER"] as const) states.set(role, await signedIn(browser, role, E2E.baseUrl));
  const wanted = options.only?.split(",");
  for (const { name, path, as } of SCREENS.filter((screen) => wanted === undefined || wanted.includes(screen.name))) {
    for (const width of [1280, 360]) {
      for (const colorScheme of ["light", "dark"] as const) {
        const state = as === undefined ? undefined : states.get(as);
        const context = await browser.newContext({
          baseURL: E2E.baseUrl,
          viewport: { width, height: 800 },
          colorScheme,
          ...(state === undefined ? {} : { storageState: state }),
        });
        const page = await context.newPage();
        await page.goto(
          path
            .replace("[slug]", values["slug"] ?? "")
            .replace("[signal]", values["/signals/[id] id"] ?? "")
            .replace("[backtest]", values["/backtests/[id] id"] ?? ""),
        );
        await settled(page);
        if (width > 400) {
          const height = await page.evaluate(() => document.documentElement.scrollHeight);
          await page.setViewportSize({ width, height: Math.min(height, 1_700) });
        }
        await page.screenshot({ path: `${options.out}/${name}-${width}-${colorScheme}.png` });
        await context.close();
        console.log(`${name} ${width} ${colorScheme}`);
      }
    }
  }
  await browser.close();
}

/** The last prices of the served market: what is drawn stands where the market is. */
async function marketPrices(): Promise<Record<string, number>> {
  const db = openDb(sandbox().databaseUrl, { poolMax: 1, applicationName: "screens" });
  try {
    return Object.fromEntries((await latestTickers(db)).map(({ symbol, ask }) => [symbol, Number(ask)]));
  } finally {
    await db.$disconnect();
  }
}

/** Scrolls once through the page, so that charts which draw when seen have been seen. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("load");
  await page.evaluate(async () => {
    for (let y = 0; y < document.body.scrollHeight; y += 600) {
      scrollTo(0, y);
      await new Promise((wake) => requestAnimationFrame(() => requestAnimationFrame(wake)));
    }
    scrollTo(0, 0);
  });
  // the library for charts comes once a chart is seen: each one is waited for
  for (const drawing of await page.locator('figure > [aria-hidden] > div[style*="height"]').all()) {
    await drawing.scrollIntoViewIfNeeded();
    await drawing.locator("canvas").first().waitFor();
  }
  await page.evaluate(() => scrollTo(0, 0));
  await page.evaluate(() => document.fonts.ready);
}

await new Command("screens")
  .description("Takes the pictures of docs/screens from a served, filled sandbox")
  .option("--out <folder>", "where to write them", "docs/screens")
  .option("--only <names>", "some of them, parted by commas")
  .action(take)
  .parseAsync();
