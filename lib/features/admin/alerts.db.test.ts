import { describe, expect, it } from "vitest";
import { addChannel, states } from "@/lib/features/deliveries/deliveries.fixture";
import { createDiscordSender } from "@/lib/integrations/discord/discord-sender";
import { createOutgoingHttp } from "@/lib/integrations/outgoing/create-outgoing-http";
import { HOUR_MS, MINUTE_MS } from "@/lib/kernel/time";
import { alarmingLog } from "@/lib/runtime/alarming-log";
import { makeActor, makeStrategy } from "@/lib/testing/market-fixture";
import { discordThrottle, startDiscordServer } from "@/lib/testing/outside/discord-server";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { onKillSwitchChanged } from "./on-kill-switch-changed.ts";
import { onOperationsAlarm } from "./on-operations-alarm.ts";
import { raiseAlert } from "./raise-alert.ts";
import { AlertTeller } from "./tell-alerts.ts";
import { watchOperations } from "./watch-operations.ts";

const db = testDb();

async function arrange() {
  const ctx = createTestCtx(db.worker);
  await db.owner("DELETE FROM alerts");
  await db.owner("DELETE FROM deliveries");
  const discord = await startDiscordServer();
  const http = createOutgoingHttp({ httpsOnly: false, allow: [discord.hostPort] });
  const post = {
    way: "discord" as const,
    sender: createDiscordSender(http),
    target: { address: "settings", secret: { url: discord.webhook } },
  };
  const adminId = ctx.ids.make("user");
  const at = new Date(ctx.clock.now());
  await ctx.db.user.create({
    data: { id: adminId, email: `${adminId}@example.test`, name: "A", slug: adminId, role: "ADMIN", createdAt: at },
  });
  const teller = new AlertTeller(ctx, [post]);
  const told = async () =>
    (await ctx.db.notification.findMany({ where: { userId: adminId } })).map(({ title }) => title);
  const embeds = () => discord.heard.map(({ body }) => JSON.parse(body.toString()).embeds as { title: string }[]);
  return { ctx, discord, teller, told, embeds, adminId };
}

const alert = (key: string) => ({ key, title: `Alert ${key}`, body: "What is wrong.", link: "/status" });

describe("alerts", () => {
  it("reach admins and the operator's channel once, however often they are raised, and again after an hour", async () => {
    const { ctx, discord, teller, told, embeds, adminId } = await arrange();
    const chat = await addChannel(ctx, adminId, { events: ["alert"] });
    for (let n = 0; n < 50; n += 1) await raiseAlert(ctx, alert("a"));
    await teller.tell();
    await teller.tell();
    expect(await told()).toEqual(["Alert a"]);
    expect(await states(ctx, chat)).toMatchObject([{ title: "Alert a" }]);
    expect(embeds().map((all) => all.map(({ title }) => title))).toEqual([["Alert a"]]);
    ctx.clock.advance(HOUR_MS);
    await raiseAlert(ctx, alert("a"));
    await teller.tell();
    expect(await told()).toHaveLength(2);
    expect(discord.heard).toHaveLength(2);
    await discord.close();
  });

  it("that come as a storm are one message with a list, at most one in 30 seconds", async () => {
    const { ctx, discord, teller, told, embeds } = await arrange();
    await raiseAlert(ctx, alert("first"));
    await teller.tell();
    for (let n = 0; n < 20; n += 1) await raiseAlert(ctx, alert(`storm ${n}`));
    await teller.tell();
    expect(discord.heard).toHaveLength(1);
    for (let n = 0; n < 5; n += 1) {
      ctx.clock.advance(30_000);
      await teller.tell();
    }
    expect(embeds().map((all) => all[0]?.title)).toEqual(["Alert first", "9 alerts", "9 alerts", "2 alerts"]);
    expect(await told()).toHaveLength(21);
    await discord.close();
  });

  it("wait while the channel throttles or is away, hold up nothing else, and are not told an hour late", async () => {
    const { ctx, discord, teller, told } = await arrange();
    discord.answerWith(discordThrottle(5), { status: 500 });
    await raiseAlert(ctx, alert("b"));
    await teller.tell();
    await teller.tell();
    expect(discord.heard).toHaveLength(1);
    expect(await told()).toEqual(["Alert b"]);
    ctx.clock.advance(5_000);
    await teller.tell();
    expect(discord.heard).toHaveLength(2);
    ctx.clock.advance(MINUTE_MS);
    await teller.tell();
    await teller.tell();
    expect(discord.heard).toHaveLength(3);
    discord.remove();
    await raiseAlert(ctx, alert("c"));
    ctx.clock.advance(HOUR_MS);
    await teller.tell();
    expect(discord.heard).toHaveLength(3);
    await discord.close();
  });

  it("are raised by prices that stopped and by work that was given up, but not by alerts that were", async () => {
    const { ctx, discord, teller, told, adminId } = await arrange();
    const fine = { prices: { ok: true, ageSec: 1 }, outbox: { ok: true, lagEvents: 0, lagSec: 0 } };
    const dead = async (event: string) => {
      const at = new Date(ctx.clock.now());
      const row = {
        channelId: "chn_x",
        userId: adminId,
        kind: "DISCORD",
        urgent: true,
        title: "x",
        body: "x",
      } as const;
      const id = `dlv_${event}`;
      await ctx.db.delivery.create({
        data: { ...row, id, event, state: "DEAD", attempts: 8, dueAt: at, createdAt: at },
      });
    };
    await dead("alert");
    await watchOperations(ctx, fine);
    await teller.tell();
    expect(await told()).toEqual([]);
    await dead("signal");
    await watchOperations(ctx, { ...fine, prices: { ok: false, ageSec: 95 } });
    await teller.tell();
    expect((await told()).toSorted()).toEqual(["Messages were given up", "Prices have stopped"]);
    await discord.close();
  });

  it("are raised by an exchange of an active strategy that went quiet, once each, and by none that never spoke", async () => {
    const { ctx, discord, teller, told } = await arrange();
    const strategyId = await makeStrategy(ctx, await makeActor(ctx, "PROVIDER", "Paula"));
    await ctx.db.strategy.update({ where: { id: strategyId }, data: { exchanges: ["Kraken", "mexc"] } });
    const fine = { prices: { ok: true, ageSec: 1 }, outbox: { ok: true, lagEvents: 0, lagSec: 0 } };
    const tick = async (exchange: string, source = "exchange") => {
      const at = new Date(ctx.clock.now());
      const row = { bid: 1, ask: 2, last: 1, exchangeAt: at, receivedAt: at, source };
      const where = { exchange_symbol: { exchange, symbol: "BTC/USDT" } };
      await ctx.db.marketTicker.upsert({ where, create: { ...row, exchange, symbol: "BTC/USDT" }, update: row });
    };
    for (const exchange of ["kraken", "okx"]) await tick(exchange); // nobody trades on okx, and mexc never spoke
    ctx.clock.advance(60_000);
    await watchOperations(ctx, fine);
    await teller.tell();
    expect(await told()).toEqual([]);
    ctx.clock.advance(1);
    for (let look = 0; look < 2; look += 1) await watchOperations(ctx, fine);
    await teller.tell();
    expect(await told()).toEqual(["Kraken gives no prices"]);
    await tick("kraken");
    ctx.clock.advance(HOUR_MS);
    await ctx.db.strategy.update({ where: { id: strategyId }, data: { status: "ARCHIVED" } });
    await watchOperations(ctx, fine);
    await teller.tell();
    expect(await told()).toHaveLength(1);
    await discord.close();
  });

  it("are raised by what other features say of kill switches and flagged trades, however often the event comes", async () => {
    const { ctx, discord, teller, told, embeds } = await arrange();
    const alarms = [
      {
        key: "kill-switch:platform",
        title: "Kill switch: platform",
        body: "Pulled by ada@example.com: test.",
        link: "/admin",
      },
      { key: "flagged:int_1", title: "A trade was flagged as large", body: "$50,000.00 on bybit.", link: "/admin" },
    ];
    for (const [at, alarm] of [...alarms, ...alarms].entries()) {
      const event = { type: "operations.alarm", ...alarm } as const;
      await onOperationsAlarm(ctx, event, { xid: 1n, id: BigInt(at), at: new Date(ctx.clock.now()), event });
    }
    await teller.tell();
    expect((await told()).toSorted()).toEqual(["A trade was flagged as large", "Kill switch: platform"]);
    expect(embeds()).toHaveLength(1);
    await discord.close();
  });

  it("are raised by a kill switch when it is pulled and when it is released, once each", async () => {
    const { ctx, discord, teller, told, adminId } = await arrange();
    const at = () => new Date(ctx.clock.now());
    const where = { scope_key: { scope: "EXCHANGE" as const, key: "bybit" } };
    const event = { type: "kill_switch.changed", scope: "EXCHANGE", key: "bybit" } as const;
    const handle = async () => {
      for (let repeat = 0; repeat < 2; repeat += 1)
        await onKillSwitchChanged(ctx, event, { xid: 1n, id: 1n, at: at(), event });
      await teller.tell();
    };
    await onKillSwitchChanged(ctx, event, { xid: 1n, id: 1n, at: at(), event }); // nobody ever pulled it
    await ctx.db.killSwitch.create({
      data: {
        scope: "EXCHANGE",
        key: "bybit",
        engagedAt: at(),
        engagedBy: adminId,
        reason: "Odd fills.",
        positions: "keep",
      },
    });
    await handle();
    ctx.clock.advance(MINUTE_MS);
    await ctx.db.killSwitch.update({ where, data: { releasedAt: at(), releasedBy: adminId } });
    await handle();
    const notices = await ctx.db.notification.findMany({ where: { userId: adminId }, orderBy: { createdAt: "asc" } });
    expect(await told()).toHaveLength(2);
    expect(notices.map(({ title, body }) => `${title} | ${body}`)).toEqual([
      `Kill switch pulled: exchange bybit | By ${adminId}@example.test: Odd fills. No new entries; positions are kept with their stops.`,
      `Kill switch released: exchange bybit | By ${adminId}@example.test. New entries are possible again.`,
    ]);
    await discord.close();
  });

  it("are raised by errors of a process: their own words alone, one in ten seconds, and none by an alert that fails", async () => {
    const raised: { key: string; body: string }[] = [];
    const lines: string[] = [];
    const note = (_fields: object, message: string): void => void lines.push(message);
    let now = 0;
    const log = alarmingLog(
      { debug: note, info: note, warn: note, error: note },
      { process: "worker", machineNow: () => now, raise: (one) => void raised.push(one) },
    );
    for (let n = 0; n < 5; n += 1) log.error({ err: new Error("SECRET"), requestId: "req_1" }, "request failed");
    expect(lines).toHaveLength(5);
    expect(raised).toHaveLength(1);
    expect(JSON.stringify(raised)).not.toContain("SECRET");
    expect(raised[0]?.body).toContain("req_1");
    now = 10_000;
    log.error({}, "request failed");
    expect(raised).toHaveLength(2);
    for (let n = 0; n < 100; n += 1) log.error({}, `another ${n}`);
    expect(raised.length).toBeLessThanOrEqual(22);

    const broken = createTestCtx(db.worker);
    const unusable = {
      ...broken.db,
      $executeRaw: () => Promise.reject(new Error("away")),
    } as unknown as typeof broken.db;
    await expect(raiseAlert({ db: unusable, clock: broken.clock, log }, alert("d"))).resolves.toBeUndefined();
    expect(raised.length).toBeLessThanOrEqual(22);
    expect(lines.at(-1)).toBe("an alert could not be written down");
  });
});
