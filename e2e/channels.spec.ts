import { expect, test } from "@playwright/test";
import { newPerson } from "./support/people.ts";
import { E2E } from "./support/site.ts";

test("chooses what goes where, sends a test by mail, sees its receipt, and unsubscribes signed out from the mail", async ({
  browser,
}) => {
  const { page, email } = await newPerson(browser, "SUBSCRIBER", "Grid Reader");
  await page.goto("/settings/notifications");
  const cell = page.getByRole("checkbox", { name: `Signals by E-mail, ${email}` });
  await expect(async () => {
    await page.reload();
    await expect(cell).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(cell).not.toBeChecked();
  await cell.check();
  await page.getByLabel(`Messages an hour, ${email}`).fill("many");
  const grid = page.getByRole("form", { name: "What goes where" });
  await grid.getByRole("button", { name: "Save" }).click();
  await expect(grid.getByText("Give a whole number from 0 to 9999; 0 is no limit.")).toBeVisible();
  await expect(cell).toBeChecked();
  await page.getByLabel(`Messages an hour, ${email}`).fill("5");
  await grid.getByRole("button", { name: "Save" }).click();
  await expect(grid.getByText("Saved.")).toBeVisible();

  await page.getByLabel("Quiet from").fill("22:00");
  await page.getByRole("button", { name: "Save hours" }).click();
  await expect(page.getByText("Give both times, or neither.")).toBeVisible();
  await page.getByLabel("Quiet to").fill("07:00");
  await page.getByRole("button", { name: "Save hours" }).click();
  await expect(page.getByRole("form", { name: "Quiet hours and failures" }).getByText("Saved.")).toBeVisible();

  await page.getByRole("button", { name: `Send test ${email}` }).click();
  let links: string[] = [];
  await expect(async () => {
    const answer = await page.request.get(`/api/dev/mailbox?to=${encodeURIComponent(email)}`);
    const { items } = (await answer.json()) as { items: { subject: string; links: string[] }[] };
    links = items.find(({ subject }) => subject === "Test message")?.links ?? [];
    expect(links).not.toEqual([]);
  }).toPass();
  await page.reload();
  await expect(page.getByText(/^Last message delivered/).first()).toBeVisible();
  await expect(cell).toBeChecked();
  await expect(page.getByLabel("Quiet from")).toHaveValue("22:00");

  const stranger = await (await browser.newContext({ baseURL: E2E.baseUrl, javaScriptEnabled: false })).newPage();
  await stranger.goto(links.find((link) => link.includes("/unsubscribe")) ?? "");
  await expect(stranger.getByRole("heading", { name: "No more messages of this kind?" })).toBeVisible();
  await stranger.getByRole("button", { name: "Stop these messages" }).click();
  await expect(stranger.getByRole("heading", { name: "Done" })).toBeVisible();
  await stranger.goto("/unsubscribe?token=made-up");
  await expect(stranger.getByRole("heading", { name: "This link does not work" })).toBeVisible();
});

test("links a chat by a code, gets a test there, asks the bot, and is told when the bot is blocked", async ({
  browser,
}) => {
  const { page } = await newPerson(browser, "SUBSCRIBER", "Chat Reader");
  await page.goto("/settings/notifications");
  await page.getByRole("button", { name: "Connect Telegram" }).click();
  const address = await page.getByRole("link", { name: "Open the chat and press Start" }).getAttribute("href");
  const chat = await (await browser.newContext()).newPage();
  await chat.goto(address ?? "");
  await chat.getByRole("button", { name: "Start" }).click();
  /** The chat's page does not go on by itself: it is looked at again until the last message says so. */
  const hears = (text: string): Promise<void> =>
    expect(async () => {
      await chat.reload();
      await expect(chat.getByRole("listitem").last()).toContainText(text, { timeout: 500 });
    }).toPass();
  await hears("Linked. From now on I tell you here");

  await page.reload();
  await page.getByRole("button", { name: "Send test Chat with Ada" }).click();
  await hears("Test message");

  const write = async (text: string): Promise<void> => {
    await chat.getByLabel("Message").fill(text);
    await chat.getByRole("button", { name: "Send" }).click();
  };
  await write("/pnl");
  await hears("You have no paper account yet");
  await write("/stop");
  await hears("Stop all copying?");
  await chat.getByRole("button", { name: "Stop, keep open ones" }).click();
  await hears("Copying is off: 0 follows switched to notify.");

  const { origin, searchParams } = new URL(chat.url());
  await chat.request.post(`${origin}/_control`, { form: { chat: searchParams.get("chat") ?? "", block: "1" } });
  await expect(async () => {
    await page.goto("/notifications");
    await expect(page.getByText("Telegram is off")).toBeVisible({ timeout: 500 });
  }).toPass();
});
