import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContext, expect, type Page, test } from "@playwright/test";
import { type BusySite, busySite } from "./support/busy-site.ts";
import { builtRoutes, filled } from "./support/routes.ts";
import { type SandboxRole, type StorageState, signedIn } from "./support/sign-in.ts";
import { E2E } from "./support/site.ts";

const WIDTHS = [1280, 360] as const;
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** One page file, several pages: what else is drawn at a page's address. The first of each comes from the busy site's values. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  "/strategies": ["?view=table"],
  "/strategies/[slug]": ["?tab=performance", "?tab=signals", "?tab=trades", "?tab=ledger", "?tab=reviews"],
  "/docs/[page]": ["/docs/check-the-record"],
  "/legal/[page]": ["/legal/privacy", "/legal/risk", "/legal/licences"],
};

/** Words that only a fault puts on a page. */
const FAULT_WORDS = /\b(undefined|NaN|Invalid Date|null null)\b|\[object /;

const pages = builtRoutes().filter((route) => route.kind === "page");

/** Who is meant to see a page: by the room it lies in. */
function readerOf(file: string): SandboxRole | null {
  if (file.includes("/(trader)/") || file.includes("/(account)/") || file.includes("/subscribe/")) return "SUBSCRIBER";
  if (file.includes("/(provider)/")) return "PROVIDER";
  return file.includes("/(admin)/") ? "ADMIN" : null;
}

interface Faults {
  readonly console: string[];
  readonly elsewhere: string[];
}

function watch(page: Page): Faults {
  const faults: Faults = { console: [], elsewhere: [] };
  page.on("console", (message) => void (message.type() === "error" && faults.console.push(message.text())));
  page.on("pageerror", (error) => void faults.console.push(error.message));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== new URL(E2E.baseUrl).origin && !["data:", "blob:", "ws:"].includes(protocol))
      faults.elsewhere.push(request.url());
  });
  return faults;
}

/**
 * What axe finds, by rule and element. It runs within the page (its "legacy mode"): the other way opens a page of its own for each run, to gather
 * what frames of other origins say, and no page of ours has one.
 */
async function violations(page: Page, runOnly: { type: "tag" | "rule"; values: string[] }): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ runOnly, resultTypes: ["violations"] }).setLegacyMode();
  const { violations: found } = await axe.analyze();
  return found.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** Opens an address at one width and looks at it in light and in dark. */
async function look(context: BrowserContext, width: number, address: string): Promise<void> {
  const page = await context.newPage();
  const faults = watch(page);
  const answer = await page.goto(address);
  expect.soft(answer?.status(), `${width}: answered`).toBe(200);
  await page.waitForLoadState("load");
  expect.soft(await violations(page, { type: "tag", values: WCAG }), `${width} light: axe`).toEqual([]);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(sideways, `${width}: sideways scroll in px`).toBeLessThanOrEqual(0);
  expect.soft(await page.locator("body").ariaSnapshot(), `${width}: words`).not.toMatch(FAULT_WORDS);
  await page.emulateMedia({ colorScheme: "dark" }); // the same page in other colours
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const contrast = { type: "rule" as const, values: ["color-contrast"] };
  expect.soft(await violations(page, contrast), `${width} dark: axe`).toEqual([]);
  expect.soft(faults, `${width}: console, requests elsewhere`).toEqual({ console: [], elsewhere: [] });
  await page.close();
}

test.describe("every page of the build, with 1,000 strategies, 500 signals and 50 positions", () => {
  let site: BusySite;
  const states = new Map<SandboxRole, StorageState>();
  const contexts = new Map<string, BrowserContext>();

  /** One context a reader and width, so that scripts and fonts are loaded once, as for a person who goes from page to page. */
  async function contextOf(browser: Browser, reader: SandboxRole | null, width: number): Promise<BrowserContext> {
    const key = `${reader} ${width}`;
    const kept = contexts.get(key);
    if (kept !== undefined) return kept;
    const storageState = reader === null ? undefined : states.get(reader);
    const context = await browser.newContext({
      viewport: { width, height: 800 },
      colorScheme: "light",
      reducedMotion: "reduce", // colours change at once, not through shades that fail
      ...(storageState === undefined ? {} : { storageState }),
    });
    contexts.set(key, context);
    return context;
  }

  test.beforeAll(async ({ browser }) => {
    test.setTimeout(180_000);
    site = await busySite();
    for (const role of ["SUBSCRIBER", "PROVIDER", "ADMIN"] as const) states.set(role, await signedIn(browser, role));
  });

  test.afterAll(async () => {
    for (const context of contexts.values()) await context.close();
  });

  const addresses = pages.flatMap((page) => ["", ...(MORE[page.path] ?? [])].map((more) => ({ ...page, more })));
  for (const { path, file, more } of addresses) {
    test(`${more.startsWith("/") ? more : path + more} has no fault that a machine can see`, async ({ browser }) => {
      const address = more.startsWith("/") ? more : filled(path, site.values) + more;
      const reader = readerOf(file);
      // Both widths at once, each in a process of its own: what takes the time is axe, which keeps one core busy.
      await Promise.all(WIDTHS.map(async (width) => look(await contextOf(browser, reader, width), width, address)));
    });
  }
});
