import { expect, test } from "@playwright/test";
import { newPerson, onboard } from "./support/people.ts";

// What a sale brings, from its trial to the books, is told by money.alone.ts.
test("a paid strategy stays a draft until its provider can be paid", async ({ browser }) => {
  const { page } = await newPerson(browser, "PROVIDER", "Petra Waits");
  const answer = await page.request.post("/api/strategies", {
    headers: { origin: new URL(page.url()).origin },
    data: {
      name: "Too early",
      description: "Sold before anybody can be paid.",
      kind: "EXTERNAL",
      supportedPairs: ["BTC/USDT"],
      supportedTimeframes: ["15m"],
      exchanges: ["binance"],
      monthlyPrice: { amount: 4_900, currency: "USD" },
      isPublic: true,
    },
  });
  expect(answer.status()).toBe(201);
  const { id, status } = (await answer.json()) as { id: string; status: string };
  expect(status).toBe("DRAFT");
  const opened = await page.request.put(`/api/strategies/${id}`, {
    headers: { origin: new URL(page.url()).origin },
    data: { status: "ACTIVE" },
  });
  expect(await opened.json()).toMatchObject({ code: "payouts_not_ready" });
  await page.goto("/provider/earnings");
  await expect(page.getByRole("button", { name: "Set up payouts" })).toBeVisible();
  expect(await onboardAndOpen(page, id)).toBe("ACTIVE");
});

async function onboardAndOpen(page: Parameters<typeof onboard>[0]["page"], id: string): Promise<string> {
  await onboard({ page, email: "", password: "", name: "" });
  const opened = await page.request.put(`/api/strategies/${id}`, {
    headers: { origin: new URL(page.url()).origin },
    data: { status: "ACTIVE" },
  });
  return ((await opened.json()) as { status: string }).status;
}
