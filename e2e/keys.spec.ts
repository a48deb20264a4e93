import { expect, test } from "@playwright/test";
import { newPerson, turnOnSecondFactor } from "./support/people.ts";
import { fillKey, makeKey, venueUrl } from "./support/venue-account.ts";

/**
 * Exchange keys in a browser, on the sandbox's own exchange: one that can withdraw is refused and leaves nothing, a trade-only one is stored
 * and shown masked, checked by the worker, replaced, deleted; the secret is nowhere in what the site sends.
 */
test("refuses a key that can withdraw, keeps a trade-only one masked, checks, replaces and deletes it", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const person = await newPerson(browser, "SUBSCRIBER", "Keeper");
  const { page } = person;
  await page.goto("/settings/keys");
  await page.getByRole("link", { name: "turn on the second factor" }).click();
  await turnOnSecondFactor(person);

  const venue = await venueUrl(page);
  const sent: string[] = [];
  page.on(
    "response",
    (answer) =>
      void answer.text().then(
        (text) => sent.push(text),
        () => undefined,
      ),
  );

  const withdraws = await makeKey(page, venue, { exchange: "bybit", rights: ["read", "trade", "withdraw"] });
  await fillKey(page, "Bybit", withdraws);
  await expect(page.getByText(/can withdraw\. Turn off withdrawals/).first()).toBeVisible();
  await expect(page.getByLabel("API secret").first()).toHaveValue("");
  await expect(page.getByText("No keys")).toBeVisible();

  const key = await makeKey(page, venue, { exchange: "bybit", rights: ["read", "trade", "ipBound"] });
  await fillKey(page, "Bybit", key);
  await expect(page.getByText("The exchange confirmed the key.")).toBeVisible();
  const mask = `••••${key.apiKey.slice(-4)}`;
  await expect(page.getByText(mask).first()).toBeVisible();
  await expect(page.getByText(/Spot trade yes.*Withdraw no.*Bound to addresses yes/)).toBeVisible();

  await page.request.post(`${venue}/revoke`, { form: { apiKey: key.apiKey } });
  await expect(async () => {
    await page.getByRole("button", { name: `Check now Bybit ${mask}` }).click();
    await page.reload();
    await expect(page.getByText("The exchange does not know this API key.").first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });

  const next = await makeKey(page, venue, { exchange: "bybit", rights: ["read", "trade"] });
  await page.getByText("Put a new key in its place").click();
  const replace = page.getByRole("form", { name: `Replace Bybit ${mask}` });
  await replace.getByLabel("API key").fill(next.apiKey);
  await replace.getByLabel("API secret").fill(next.apiSecret);
  await replace.getByRole("button", { name: "Check and replace key" }).click();
  await expect(page.getByText(`••••${next.apiKey.slice(-4)}`).first()).toBeVisible();
  await page.getByRole("button", { name: /^Delete Bybit/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete key" }).click();
  await expect(page.getByText("No keys")).toBeVisible();
  await expect(page.getByRole("row", { name: /Replaced/ })).toBeVisible();

  const all = sent.join("\n");
  for (const secret of [withdraws, key, next].flatMap(({ apiKey, apiSecret }) => [apiKey, apiSecret])) {
    expect(all).not.toContain(secret);
  }
  await page.context().close();
});
