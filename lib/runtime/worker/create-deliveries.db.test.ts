import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import webPush from "web-push";
import { addDiscord } from "@/lib/features/deliveries/add-discord";
import { addPush } from "@/lib/features/deliveries/add-push";
import { addWebhook } from "@/lib/features/deliveries/add-webhook";
import { upsertChannel } from "@/lib/features/deliveries/channel-repository";
import { type Arranged, stage } from "@/lib/features/deliveries/deliveries.fixture";
import { onSignalEvents } from "@/lib/features/notifications/on-signal-event";
import { listNotifications } from "@/lib/features/notifications/queries";
import { createSmtpMailer } from "@/lib/integrations/email/smtp-mailer";
import { startTelegramStandIn, type TelegramStandIn } from "@/lib/integrations/local/telegram/start-telegram-stand-in";
import { createOutgoingHttp } from "@/lib/integrations/outgoing/create-outgoing-http";
import { sessionlessActor } from "@/lib/kernel/actor";
import { MINUTE_MS } from "@/lib/kernel/time";
import { type DiscordServer, discordThrottle, startDiscordServer } from "@/lib/testing/outside/discord-server";
import { type HookReceiver, startHookReceiver } from "@/lib/testing/outside/hook-receiver";
import { type MailServer, smtpRefusal, startMailServer } from "@/lib/testing/outside/mail-server";
import { type PushService, startPushService } from "@/lib/testing/outside/push-service";
import type { TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { parseSettings } from "../env.ts";
import { createDeliveries } from "./create-deliveries.ts";

const db = testDb();
/** One chat belongs to one user. */
let chat = 4_242;
let mail: MailServer;
/** What the mail server does with the next sender that is named to it. */
let onMailFrom: (done: (error?: Error) => void) => void;
let telegram: TelegramStandIn;
let discord: DiscordServer;
let push: PushService;
let hook: HookReceiver;
let stop: AbortController;
let running: Promise<void>;

beforeEach(async () => {
  chat += 1;
  onMailFrom = (done) => done();
  mail = await startMailServer({ onMailFrom: (_from, _session, done) => onMailFrom((error) => done(error)) });
  telegram = await startTelegramStandIn({ port: 0 });
  discord = await startDiscordServer();
  push = await startPushService();
  hook = await startHookReceiver();
  stop = new AbortController();
  running = Promise.resolve();
});

afterEach(async () => {
  stop.abort();
  await running;
  await Promise.all([mail, telegram, discord, push, hook].map((server) => server.close()));
});

/** The worker's own dispatcher with every sender, over servers of this machine that speak the channels' protocols. */
async function serve() {
  const { scene, ctx: base } = await stage(db);
  const outgoing = createOutgoingHttp({
    httpsOnly: false,
    allow: [discord, push, hook].map(({ hostPort }) => hostPort),
  });
  const vapid = webPush.generateVAPIDKeys();
  const config = { ...base.config, pushPublicKey: vapid.publicKey };
  const mailer = createSmtpMailer(mail.url, "Heliograph <no-reply@example.test>");
  const ctx: TestCtx = { ...base, config, outgoing, mailer };
  const settings = parseSettings(
    {
      TELEGRAM_BOT_TOKEN: "4711:token",
      TELEGRAM_API_BASE: telegram.url,
      VAPID_PUBLIC_KEY: vapid.publicKey,
      VAPID_PRIVATE_KEY: vapid.privateKey,
      VAPID_SUBJECT: "mailto:ops@example.test",
      SMTP_URL: mail.url,
    },
    {
      NEXTAUTH_SECRET: "kqz7Yw0aVnQ2mB4xT8sR1dLfJ6hGcE3u",
      CLIENT_MASTER_KEY: "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=",
      STRIPE_SECRET_KEY: "sk_test_sandbox_1a2b3c4d5e6f7a8b",
      STRIPE_WEBHOOK_SECRET: "whsec_1a2b3c4d5e6f7a8b9c0d",
    },
  );
  const dispatcher = createDeliveries(ctx, settings);
  running = dispatcher.run(stop.signal);
  scene.quote("42280", "42285");
  ctx.clock.advance(1_000);
  return { scene, ctx, dispatcher };
}

/** A subscriber who wants signals by every channel there is. */
async function onEveryChannel({ scene, ctx }: Arranged): Promise<string> {
  const { userId } = await scene.follower({ mode: "NOTIFY" });
  const actor = sessionlessActor({ userId, role: "SUBSCRIBER", email: "f@example.test", name: "F" });
  const { endpoint, keys } = push.subscription;
  const plain = { userId, label: "x", sealed: null, verified: true } as const;
  await upsertChannel(
    ctx.db,
    { ...plain, id: ctx.ids.make("channel"), kind: "EMAIL", address: actor.email },
    ctx.clock.now(),
  );
  await upsertChannel(
    ctx.db,
    { ...plain, id: ctx.ids.make("channel"), kind: "TELEGRAM", address: String(chat) },
    ctx.clock.now(),
  );
  expect(await addDiscord(ctx, actor, { label: "", url: discord.webhook })).toMatchObject({ ok: true });
  expect(await addPush(ctx, actor, { endpoint, ...keys }, "Firefox")).toMatchObject({ ok: true });
  expect(await addWebhook(ctx, actor, { label: "", url: `${hook.hook}?of=${userId}` })).toMatchObject({ ok: true });
  await ctx.db.channel.updateMany({ where: { userId }, data: { events: ["signal"] } });
  return userId;
}

async function publish({ scene, ctx }: Arranged): Promise<void> {
  ctx.clock.advance(1_000);
  scene.quote("42280", "42285");
  await scene.open();
  await onSignalEvents(ctx, [{ strategyId: scene.strategyId, seq: scene.seq }]);
}

/** What came in at each server, of this user where several share one. */
const heard = (userId: string) => ({
  mail: mail.taken.length,
  telegram: telegram.chats.messages.length,
  discord: discord.heard.length,
  push: push.heard.length,
  webhook: hook.heard.filter(({ path }) => path.includes(userId)).length,
});

const rows = (ctx: TestCtx, userId: string) =>
  ctx.db.delivery.findMany({
    where: { userId },
    orderBy: [{ createdAt: "asc" }, { kind: "asc" }],
    select: { kind: true, state: true, reason: true, receipt: true },
  });

describe("the five channels", () => {
  it("carry a signal to their servers with a receipt, and nothing after access ended: neither what was throttled nor what is new", async () => {
    const stand = await serve();
    const { scene, ctx, dispatcher } = stand;
    const userId = await onEveryChannel(stand);
    await publish(stand);
    dispatcher.wake();
    await vi.waitFor(
      async () => expect((await rows(ctx, userId)).map(({ state }) => state)).toEqual(Array(5).fill("SENT")),
      5_000,
    );
    expect((await rows(ctx, userId)).every(({ receipt }) => receipt !== null && receipt !== "")).toBe(true);
    expect(heard(userId)).toEqual({ mail: 1, telegram: 1, discord: 1, push: 1, webhook: 1 });
    for (const text of [
      mail.taken[0],
      telegram.chats.messages[0]?.text,
      discord.heard[0]?.body.toString(),
      hook.heard[0]?.body.toString(),
    ])
      expect(text).toContain("New signal: long BTC/USDT");

    const busy = { status: 429, headers: { "retry-after": "1" } };
    onMailFrom = (done) => done(smtpRefusal(451, "4.7.1 try again later"));
    telegram.chats.troubles.push({ status: 429, description: "Too Many Requests", retryAfterSec: 1 });
    discord.answerWith(discordThrottle(1));
    push.answerWith(busy);
    hook.answerWith(busy);
    await publish(stand);
    dispatcher.wake();
    await vi.waitFor(async () => {
      const waiting = (await rows(ctx, userId)).slice(5);
      expect(waiting.map(({ state }) => state)).toEqual(Array(5).fill("QUEUED"));
      expect(waiting.every(({ reason }) => reason !== null)).toBe(true);
    }, 5_000);

    const before = heard(userId);
    const inCentre = (await listNotifications(ctx.db, userId, { limit: 10 })).items.length;
    await scene.lapse(userId);
    const witness = await scene.follower({ mode: "NOTIFY" });
    const other = sessionlessActor({ userId: witness.userId, role: "SUBSCRIBER", email: "w@example.test", name: "W" });
    await addWebhook(ctx, other, { label: "", url: `${hook.hook}?of=${witness.userId}` });
    onMailFrom = (done) => done();
    ctx.clock.advance(10 * MINUTE_MS); // every pause is over
    await publish(stand);
    dispatcher.wake();
    await vi.waitFor(async () => {
      expect((await rows(ctx, userId)).slice(5).map(({ state, reason }) => [state, reason])).toEqual(
        Array(5).fill(["SKIPPED", "Access had ended"]),
      );
      expect(heard(witness.userId).webhook).toBe(1);
    }, 5_000);
    expect(heard(userId)).toEqual(before);
    expect((await listNotifications(ctx.db, userId, { limit: 10 })).items).toHaveLength(inCentre);
  });

  it("cut a mail that still hangs at a slow server when access ends, before its text has left", async () => {
    const stand = await serve();
    const { scene, ctx, dispatcher } = stand;
    const userId = await onEveryChannel(stand);
    const hangs = Promise.withResolvers<(error?: Error) => void>();
    onMailFrom = hangs.resolve;
    await publish(stand);
    dispatcher.wake();
    const goOn = await hangs.promise;
    await scene.lapse(userId);
    const ended = performance.now();
    await vi.waitFor(async () => {
      const email = (await rows(ctx, userId)).find(({ kind }) => kind === "EMAIL");
      expect(email).toMatchObject({ state: "SKIPPED", reason: "Access had ended" });
    }, 5_000);
    expect(performance.now() - ended).toBeLessThan(2_000);
    goOn();
    expect(mail.taken).toEqual([]);
  });

  it("go on while each other's server throttles, fails or says nothing", async () => {
    const stand = await serve();
    const { ctx, dispatcher } = stand;
    const userId = await onEveryChannel(stand);
    discord.answerWith({ status: 200, afterMs: Number.POSITIVE_INFINITY });
    push.answerWith({ status: 500 });
    hook.answerWith({ status: 429, headers: { "retry-after": "30" } });
    await publish(stand);
    dispatcher.wake();
    await vi.waitFor(async () => {
      const found = Object.fromEntries(
        (await rows(ctx, userId)).map(({ kind, state, reason }) => [kind, [state, reason]]),
      );
      expect(found).toMatchObject({
        EMAIL: ["SENT", null],
        TELEGRAM: ["SENT", null],
        DISCORD: ["QUEUED", null],
        WEB_PUSH: ["QUEUED", expect.stringContaining("500")],
        WEBHOOK: ["QUEUED", expect.stringContaining("429")],
      });
    }, 4_000);
  });
});
