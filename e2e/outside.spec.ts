import { execFileSync } from "node:child_process";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { type DiscordServer, startDiscordServer } from "@/lib/testing/outside/discord-server";
import { type HookReceiver, startHookReceiver } from "@/lib/testing/outside/hook-receiver";
import { type PushService, startPushService } from "@/lib/testing/outside/push-service";
import { call } from "./support/call.ts";
import { freeStrategy, publishLong, subscribeFree } from "./support/free-strategy.ts";
import { importCandles, replay } from "./support/market.ts";
import { mailedLinks, newPerson, type Person } from "./support/people.ts";
import { signedIn } from "./support/sign-in.ts";
import { E2E, requireCandles } from "./support/site.ts";

/*
 * A signal's way out: from an alert that is posted to every place where its subscriber wants it. Discord, the push service and his own server
 * are played by local servers that speak their protocols; Telegram by the sandbox's stand-in; mail goes to the sandbox's mailbox.
 */
test.describe.configure({ mode: "serial" });
test.use({ serviceWorkers: "allow" });

let discord: DiscordServer;
let hook: HookReceiver;
let push: PushService;
let provider: Person;
let subscriber: Person;
let strategyId: string;
let subscriptionId: string;
let hookSecret: string;
let ask: number;

test.beforeAll(async ({ browser, request }) => {
  test.setTimeout(180_000);
  importCandles(requireCandles());
  await replay(request, { from: "2024-01-03T08:00:00Z", pause: true });
  discord = await startDiscordServer(E2E.outside.discord);
  hook = await startHookReceiver(E2E.outside.hook);
  push = await startPushService(E2E.outside.push);
  provider = await newPerson(browser, "PROVIDER", "Olga Outside");
  subscriber = await newPerson(browser, "SUBSCRIBER", "Otto Outside");
  await withPush(subscriber.page);
  strategyId = (await freeStrategy(provider, "Outside")).id;
  // Where the market stands, asked before anybody listens: the alert's own price must hold at it.
  const standing = await publish("Before anybody listens");
  expect((await call(provider.page, "POST", `/api/signals/${standing}/close`, {})).status).toBe(200);
  subscriptionId = await subscribeFree(subscriber, strategyId);
});

test.afterAll(async () => {
  await Promise.all([discord, hook, push].map((server) => server.close()));
});

/** The browser's push service cannot be reached from here: its answer is that of the local one. Everything around it is the browser's own. */
async function withPush(page: Page): Promise<void> {
  await page.context().grantPermissions(["notifications"], { origin: E2E.baseUrl });
  await page.context().addInitScript((subscription) => {
    const made: PushSubscription = {
      endpoint: subscription.endpoint,
      expirationTime: null,
      options: { applicationServerKey: null, userVisibleOnly: true },
      getKey: () => null, // ours reads toJSON alone
      toJSON: () => subscription,
      unsubscribe: () => Promise.resolve(true),
    };
    const ask = Notification.requestPermission.bind(Notification);
    Notification.requestPermission = () => {
      sessionStorage.setItem("asked", "yes");
      return ask();
    };
    let isOn = sessionStorage.getItem("push") === "on";
    PushManager.prototype.subscribe = () => {
      isOn = true;
      sessionStorage.setItem("push", "on");
      return Promise.resolve(made);
    };
    PushManager.prototype.getSubscription = () => Promise.resolve(isOn ? made : null);
  }, push.subscription);
}

const panel = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

async function publish(note: string): Promise<string> {
  const published = await publishLong(provider, strategyId, note);
  ask = Number(published.ask);
  return published.id;
}

test("the subscriber adds Discord, a browser, a webhook and a chat, each verified by a message", async () => {
  const { page } = subscriber;
  await page.goto("/settings/notifications");

  await panel(page, "Discord").getByLabel("Webhook address").fill("https://example.com/not-discord");
  await panel(page, "Discord").getByRole("button", { name: "Add and test" }).click();
  await expect(page.getByText(/Paste the webhook's address as Discord shows it/)).toBeVisible();
  await panel(page, "Discord").getByLabel("Name").fill("Trading floor");
  await panel(page, "Discord").getByLabel("Webhook address").fill(discord.webhook);
  await panel(page, "Discord").getByRole("button", { name: "Add and test" }).click();
  await discord.waitFor(1);
  expect(discord.heard[0]?.body.toString()).toContain("Test message");

  await panel(page, "Webhooks").getByLabel("Address").fill("http://169.254.169.254/latest");
  await panel(page, "Webhooks").getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText(/inside a private network/)).toBeVisible();
  await panel(page, "Webhooks").getByLabel("Name").fill("My bot");
  await panel(page, "Webhooks").getByLabel("Address").fill(hook.hook);
  await panel(page, "Webhooks").getByRole("button", { name: "Add", exact: true }).click();
  hookSecret = (await page.getByRole("region", { name: "Signing secret" }).textContent()) ?? "";
  expect(hookSecret).toMatch(/^whsec_/);
  await page.reload();
  await expect(page.getByText(hookSecret)).toHaveCount(0);
  await panel(page, "Webhooks").getByRole("button", { name: "Send test My bot" }).click();
  const [first] = await hook.waitFor(1);
  expect(hook.open(must(first), hookSecret)).toMatchObject({ type: "test", data: { title: "Test message" } });

  const asked = () => page.evaluate(() => sessionStorage.getItem("asked"));
  expect(await asked()).toBeNull();
  await panel(page, "Browser push").getByRole("button", { name: "Turn on in this browser" }).click();
  await expect(page.getByText("This browser is on.")).toBeVisible();
  expect(await asked()).toBe("yes");
  const [pushed] = await push.waitFor(1);
  expect(push.open(must(pushed))).toMatchObject({
    title: "Test message",
    link: `${E2E.baseUrl}/settings/notifications`,
  });

  await panel(page, "Telegram").getByRole("button", { name: "Connect Telegram" }).click();
  const chat = page.context().waitForEvent("page");
  await page.getByRole("link", { name: "Open the chat and press Start" }).click();
  // Left open: closed while its answer still loads, Chromium sometimes never says that it is.
  await (await chat).getByRole("button", { name: "Start" }).click();
  await expect(async () => {
    await page.reload();
    await expect(panel(page, "Telegram").getByRole("button", { name: /^Send test/ })).toBeVisible({ timeout: 1_000 });
  }).toPass();

  const grid = page.getByRole("form", { name: "What goes where" });
  await grid.getByLabel(/^Signals by E-mail/).check();
  await grid.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/Saved/)).toBeVisible();
});

test("an alert that the provider copied and posted by curl is seen live and reaches every channel, with receipts", async () => {
  const { page } = subscriber;
  await page.goto("/signals");
  await expect(page.getByRole("heading", { name: "Signals", level: 1 })).toBeVisible();
  const before = await page.locator("[data-signal]").count();

  const { page: desk } = provider;
  await desk.goto(`/provider/webhooks/${strategyId}`);
  await desk.getByRole("button", { name: "Make an address" }).click();
  const address = (await desk.getByRole("region", { name: "Webhook URL" }).textContent()) ?? "";
  await desk.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: E2E.baseUrl });
  await desk.getByRole("button", { name: "Copy strategy alert" }).click();
  const message = await desk.evaluate(() => navigator.clipboard.readText());
  expect(message).toContain("{{strategy.order.action}}");
  postByCurl(address, asTradingView(message));

  await expect(page.locator("[data-signal]")).toHaveCount(before + 1);
  const heard = (await hook.waitFor(2))[1];
  const told = hook.open(must(heard), hookSecret) as {
    type: string;
    data: { title: string; signal: { id: string; side: string } };
  };
  expect(told).toMatchObject({ type: "signal.changed", data: { signal: { side: "LONG", strategyId } } });
  const { id } = told.data.signal;
  const link = `${E2E.baseUrl}/signals/${id}`;
  const answer = await page.request.get(`/api/signals/${id}`);
  expect(told.data.signal).toEqual(await answer.json());
  await discord.waitFor(2);
  expect(JSON.parse(discord.heard[1]?.body.toString() ?? "")).toMatchObject({ embeds: [{ url: link }] });
  await push.waitFor(2);
  expect(push.open(must(push.heard[1]))).toMatchObject({ link });
  await expect.poll(() => telegramTexts()).toContainEqual(expect.stringContaining(link));
  await expect.poll(() => mailedLinks(page.request, subscriber.email)).toContain(link);

  await expect(async () => {
    await page.goto("/notifications");
    const receipts = page.getByRole("list", { name: "Where it was sent" }).first();
    for (const channel of ["Telegram", "Discord", "E-mail", "Webhook", "Browser push"])
      await expect(receipts.getByText(new RegExp(`^${channel} .* sent$`))).toBeVisible({ timeout: 1_000 });
  }).toPass();
});

test("thirty seconds offline, and back with nothing missing and nothing twice", async () => {
  const { page } = subscriber;
  await page.goto("/signals");
  await expect(page.locator("[data-signal]").first()).toBeVisible();
  await page.context().setOffline(true);
  const from = Date.now();
  const notes = ["First while away", "Second while away", "Third while away"];
  for (const note of notes) await publish(note);
  await expect.poll(() => Date.now() - from, { timeout: 40_000, intervals: [1_000] }).toBeGreaterThanOrEqual(30_000);
  for (const note of notes) await expect(page.getByText(note)).toHaveCount(0);
  await page.context().setOffline(false);
  for (const note of notes)
    await expect(page.locator("[data-signal]").filter({ hasText: note })).toHaveCount(1, { timeout: 30_000 });
  await hook.waitFor(5);
});

test("without a network a page of ours says so, and the way back works; a push opens its link", async ({ browser }) => {
  const { page } = subscriber;
  await page.goto("/signals");
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await expect.poll(() => page.evaluate(async () => (await caches.match("/offline")) !== undefined)).toBe(true);
  await page.context().setOffline(true);
  await page.goto("/positions");
  await expect(page.getByRole("heading", { name: "There is no connection" })).toBeVisible();
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page).toHaveURL(/\/positions$/);
  await expect(page.getByRole("heading", { name: "Positions", level: 1 })).toBeVisible();
  expect(
    await shownByPush(browser, page, { title: "Closed", body: "At 43,000", tag: "t1", at: "", link: "/signals" }),
  ).toEqual([{ title: "Closed", body: "At 43,000", tag: "t1" }]);
});

test("a webhook's log shows its calls, sends again what failed, and gives a new secret", async () => {
  const { page } = subscriber;
  hook.answerWith({ status: 301 });
  await publish("Answered by a redirect");
  await page.goto("/settings/notifications");
  await page.getByRole("link", { name: "Log of My bot" }).click();
  await expect(page).toHaveURL(/\/webhooks\/chn_/);
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("301", { exact: true })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  const refused = hook.heard.length;
  await page.getByRole("button", { name: /^Send again all that failed/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send again" }).click();
  const heard = await hook.waitFor(refused + 1);
  expect(new Set(heard.slice(refused - 1, refused + 1).map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  await page.getByRole("button", { name: "New secret" }).click();
  const fresh = (await page.getByRole("region", { name: "Signing secret" }).locator("pre").textContent()) ?? "";
  await page.getByRole("button", { name: "Send test" }).click();
  const signed = must((await hook.waitFor(refused + 2))[refused + 1]);
  expect(hook.open(signed, fresh)).toEqual(hook.open(signed, hookSecret));
});

test("an admin finds what was refused, without what it says, and sends it again", async ({ browser }) => {
  hook.answerWith({ status: 301 });
  const before = hook.heard.length;
  await publish("Refused a second time");
  const refused = must((await hook.waitFor(before + 1))[before]);
  const context = await browser.newContext({ baseURL: E2E.baseUrl, storageState: await signedIn(browser, "ADMIN") });
  const page = await context.newPage();
  await page.goto("/admin/deliveries");
  await page.getByLabel("State").selectOption({ label: "Refused" });
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(/state=FAILED/);
  const row = page.getByRole("row").filter({ hasText: "The other side answered 301." }).first();
  await expect(async () => {
    await page.reload();
    await expect(row).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole("main")).not.toContainText("New signal");
  await row.getByRole("button", { name: /^Send again/ }).click();
  const again = must((await hook.waitFor(before + 2))[before + 1]);
  expect(again.headers["webhook-id"]).toBe(refused.headers["webhook-id"]);
  await expect(async () => {
    await page.reload();
    await expect(row).toHaveCount(0, { timeout: 1_000 });
  }).toPass();
  await context.close();
});

test("access that ends while connected ends every channel within two seconds", async ({ browser }) => {
  const { page } = subscriber;
  const witness = await newPerson(browser, "SUBSCRIBER", "Willa Witness");
  expect((await call(witness.page, "POST", "/api/subscriptions", { strategyId })).status).toBe(201);
  await witness.page.goto("/signals");
  await page.goto("/signals");
  const rows = await page.locator("[data-signal]").count();
  expect((await call(page, "PUT", `/api/subscriptions/${subscriptionId}/cancel`, {})).status).toBe(200);
  const ended = Date.now();
  await expect.poll(() => Date.now() - ended, { timeout: 5_000, intervals: [100] }).toBeGreaterThanOrEqual(2_000);
  const counts = () => [discord.heard.length, hook.heard.length, push.heard.length];
  const before = counts();
  const texts = (await telegramTexts()).length;
  const id = await publish("For those who still pay");
  await expect(witness.page.locator("[data-signal]").filter({ hasText: "For those who still pay" })).toBeVisible();
  // A message that is sent after the signal and arrives shows that the lanes have passed it.
  await page.goto("/settings/notifications");
  await panel(page, "Webhooks").getByRole("button", { name: "Send test My bot" }).click();
  await hook.waitFor((before[1] ?? 0) + 1);
  const last = hook.open(must(hook.heard.at(-1)), hookSecret);
  expect(last).toMatchObject({ type: "test" });
  expect(counts()).toEqual([before[0], (before[1] ?? 0) + 1, before[2]]);
  expect((await telegramTexts()).slice(texts).join()).not.toContain(id);
  const mail = await page.request.get(`/api/dev/mailbox?to=${encodeURIComponent(subscriber.email)}`);
  expect(await mail.text()).not.toContain(id);
  await page.goto("/signals");
  await expect(page.locator("[data-signal]").filter({ hasText: "For those who still pay" })).toHaveCount(0);
  expect(await page.locator("[data-signal]").count()).toBe(rows);
});

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("nothing was heard");
  return value;
}

/** What TradingView makes of a message when its strategy buys one. */
function asTradingView(message: string): string {
  const values: Readonly<Record<string, string>> = {
    ticker: "BTCUSDT",
    exchange: "BINANCE",
    interval: "15",
    timenow: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    time: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    close: String(ask),
    "strategy.order.action": "buy",
    "strategy.order.contracts": "1",
    "strategy.order.price": String(ask),
    "strategy.order.id": "Long",
    "strategy.market_position": "long",
    "strategy.market_position_size": "1",
    "strategy.prev_market_position_size": "0",
  };
  return message.replace(/\{\{([\w.]+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

function postByCurl(address: string, body: string): void {
  const answer = execFileSync(
    "curl",
    ["-sS", "-w", "\n%{http_code}", "-H", "content-type: application/json", "-d", body, address],
    {
      encoding: "utf8",
    },
  );
  expect(answer, answer).toMatch(/\n20[01]$/);
}

/** What the bot of the sandbox wrote to all chats. */
async function telegramTexts(): Promise<string[]> {
  const answer = await fetch(`http://127.0.0.1:${E2E.port + 2}/_control`);
  const { messages } = (await answer.json()) as { messages: { text: string }[] };
  return messages.map(({ text }) => text);
}

/** What the service worker shows for a push that the browser delivers to it. */
async function shownByPush(
  browser: Browser,
  page: Page,
  data: object,
): Promise<{ title: string; body: string; tag: string }[]> {
  const session = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const own = registrations.find(({ scopeURL, isDeleted }) => scopeURL.startsWith(E2E.baseUrl) && !isDeleted);
      if (own !== undefined) resolve(own.registrationId);
    }),
  );
  await session.send("ServiceWorker.enable");
  const registrationId = await registered;
  const origin = E2E.baseUrl;
  await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data: JSON.stringify(data) });
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
    });
  await expect.poll(async () => (await shown()).length).toBeGreaterThan(0);
  expect(browser.isConnected()).toBe(true);
  return shown();
}
