import { type APIRequestContext, expect } from "@playwright/test";
import { DAY_MS } from "@/lib/kernel/time";
import { moveClock } from "./move-clock.ts";
import type { Person } from "./people.ts";
import { E2E } from "./site.ts";

/**
 * Lets days pass on the site's clock, from wherever it stands, until worker, web and the bank live by it: each looks for itself, and a
 * checkout that one opened yesterday would be over for the next. The market has to be paused, or it would walk all
 * that way. Nothing sets the clock back: specs that let days pass run after all others.
 */
export async function passDays({ page }: Person, request: APIRequestContext, days: number): Promise<void> {
  const aheadMs = moveClock(days * DAY_MS);
  const from = Date.now() + aheadMs;
  // The worker stamps the resting price anew each second; the dashboard is headed by the day.
  await expect.poll(() => pricedAt(request), { message: "the worker's clock" }).toBeGreaterThanOrEqual(from);
  const isToday = async (): Promise<boolean> => {
    const today = new Date(Date.now() + aheadMs).toLocaleDateString("en-GB", {
      day: "numeric",
      month: "long",
      timeZone: "UTC",
    });
    return (await (await page.request.get("/dashboard")).text()).includes(today);
  };
  await expect.poll(isToday, { message: "the site's clock" }).toBe(true);
  const bank = async (): Promise<string> => (await request.get(`http://127.0.0.1:${E2E.port + 1}/bank`)).text();
  const day = new Date(Date.now() + aheadMs).toISOString().slice(0, 10);
  await expect.poll(bank, { message: "the bank's clock" }).toContain(`It is ${day} here`);
}

async function pricedAt(request: APIRequestContext): Promise<number> {
  const { prices } = (await (await request.get("/api/dev/replay")).json()) as { prices: { at: string }[] };
  return Math.max(...prices.map(({ at }) => Date.parse(at)));
}
