import { describe, expect, it } from "vitest";
import { createOutgoingHttp } from "@/lib/integrations/outgoing/create-outgoing-http";
import { sessionlessActor } from "@/lib/kernel/actor";
import { testDb } from "@/lib/testing/test-db";
import { addPush } from "./add-push.ts";
import { addChannel, sendDue, stage, states, TestSender, tell } from "./deliveries.fixture.ts";
import { gridInput, hoursInput } from "./input.ts";
import { getDeliverySettings, listChannels } from "./queries.ts";
import { removeChannel } from "./remove-channel.ts";
import { saveGrid } from "./save-grid.ts";
import { saveQuietHours } from "./save-hours.ts";
import { switchChannel } from "./switch-channel.ts";
import { readUnsubscribe, unsubscribe } from "./unsubscribe.ts";

const db = testDb();

async function arrange(role: "SUBSCRIBER" | "ADMIN" = "SUBSCRIBER") {
  const { scene, ctx } = await stage(db);
  const { userId } = await scene.follower();
  const actor = sessionlessActor({ userId, role, email: `${userId}@example.test`, name: "Grid" });
  const mail = await addChannel(ctx, userId, { kind: "EMAIL", events: ["billing"] });
  const chat = await addChannel(ctx, userId, { events: ["copy"], hourlyMax: 7 });
  const rows = async () =>
    Object.fromEntries(
      (await listChannels(ctx.db, userId)).map(({ id, events, hourlyMax }) => [id, { events, hourlyMax }]),
    );
  return { scene, ctx, userId, actor, mail, chat, rows };
}

describe("the grid of channels and kinds", () => {
  it("is saved as the form sends it: one tick is a text, none is nothing, and who is not on it stays", async () => {
    const { ctx, actor, mail, chat, rows } = await arrange();
    const other = await addChannel(ctx, actor.userId, { kind: "DISCORD", events: ["system"], hourlyMax: 3 });
    const form = gridInput.parse({
      channels: [mail, chat],
      events: { [mail]: ["signal", "failure"] },
      hourlyMax: { [mail]: " 12 ", [chat]: "0" },
    });
    expect(await saveGrid(ctx, actor, form)).toEqual({ ok: true, value: null });
    expect(await rows()).toEqual({
      [mail]: { events: ["signal", "failure"], hourlyMax: 12 },
      [chat]: { events: [], hourlyMax: 0 },
      [other]: { events: ["system"], hourlyMax: 3 },
    });
    expect(await saveGrid(ctx, actor, gridInput.parse({ channels: chat, events: { [chat]: "copy" } }))).toMatchObject({
      ok: true,
    });
    expect((await rows())[chat]).toEqual({ events: ["copy"], hourlyMax: 0 });
  });

  it("says at its field what is wrong, and nothing of somebody else's is saved, nor half of a form", async () => {
    const { ctx, actor, mail, rows } = await arrange();
    const stranger = await arrange();
    const named = (input: unknown) => gridInput.safeParse(input).error?.issues.map(({ path }) => path.join("."));
    expect(named({ channels: [mail], hourlyMax: { [mail]: "many" } })).toEqual([`hourlyMax.${mail}`]);
    expect(named({ channels: [mail], events: { [mail]: "gossip" } })).toEqual([`events.${mail}`]);
    expect(named({ channels: [] })).toEqual(["channels"]);
    const before = [await rows(), await stranger.rows()];
    const form = gridInput.parse({
      channels: [mail, stranger.mail],
      events: { [mail]: "copy", [stranger.mail]: "copy" },
    });
    expect(await saveGrid(ctx, actor, form)).toMatchObject({ ok: false, reason: "not_found" });
    expect([await rows(), await stranger.rows()]).toEqual(before);
  });

  it("gives operations to admins alone", async () => {
    for (const role of ["SUBSCRIBER", "ADMIN"] as const) {
      const { ctx, actor, mail, rows } = await arrange(role);
      await saveGrid(ctx, actor, gridInput.parse({ channels: mail, events: { [mail]: ["alert", "copy"] } }));
      expect((await rows())[mail]?.events).toEqual(role === "ADMIN" ? ["alert", "copy"] : ["copy"]);
    }
  });
});

describe("quiet hours and the second channel", () => {
  const empty = { quietFrom: "", quietTo: "", escalateFromId: "", escalateToId: "", escalateAfterMin: "5" };

  it("are saved in minutes, changed, and taken back", async () => {
    const { ctx, actor, userId, mail, chat } = await arrange();
    const save = (form: object) => saveQuietHours(ctx, actor, hoursInput.parse({ ...empty, ...form }));
    await save({
      quietFrom: "22:30",
      quietTo: "07:00",
      escalateFromId: chat,
      escalateToId: mail,
      escalateAfterMin: "3",
    });
    expect(await getDeliverySettings(ctx.db, userId)).toEqual({
      quietFrom: 22 * 60 + 30,
      quietTo: 7 * 60,
      escalateFromId: chat,
      escalateToId: mail,
      escalateAfterMin: 3,
    });
    await save({});
    expect(await getDeliverySettings(ctx.db, userId)).toMatchObject({
      quietFrom: null,
      quietTo: null,
      escalateToId: null,
    });
  });

  it.each<[string, object, string]>([
    ["one time alone", { quietFrom: "22:00" }, "quietTo"],
    ["no time at all in them", { quietFrom: "07:00", quietTo: "07:00" }, "quietTo"],
    ["no time of day", { quietFrom: "25:00", quietTo: "07:00" }, "quietFrom"],
    ["one channel alone", { escalateToId: "chn_00000000" }, "escalateFromId"],
    ["the same channel twice", { escalateFromId: "chn_00000000", escalateToId: "chn_00000000" }, "escalateToId"],
    ["too long a wait", { escalateAfterMin: "121" }, "escalateAfterMin"],
  ])("with %s are refused at the field", (_what, form, field) => {
    expect(hoursInput.safeParse({ ...empty, ...form }).error?.issues.map(({ path }) => path.join("."))).toEqual([
      field,
    ]);
  });

  it("take no channel of somebody else", async () => {
    const { ctx, actor, mail } = await arrange();
    const stranger = await arrange();
    const form = hoursInput.parse({ ...empty, escalateFromId: mail, escalateToId: stranger.mail });
    expect(await saveQuietHours(ctx, actor, form)).toMatchObject({
      ok: false,
      fieldErrors: { escalateToId: [expect.any(String)] },
    });
  });
});

describe("a channel", () => {
  it("that is removed hands trading failures to the one that was second", async () => {
    const { ctx, actor, mail, chat } = await arrange();
    const third = await addChannel(ctx, actor.userId, { kind: "DISCORD", events: [] });
    const save = (from: string, to: string) =>
      saveQuietHours(
        ctx,
        actor,
        hoursInput.parse({ quietFrom: "", quietTo: "", escalateFromId: from, escalateToId: to, escalateAfterMin: "5" }),
      );
    const chosen = async () => {
      const { escalateFromId, escalateToId } = await getDeliverySettings(ctx.db, actor.userId);
      return [escalateFromId, escalateToId];
    };
    await save(mail, chat);
    await removeChannel(ctx, actor, third);
    expect(await chosen()).toEqual([mail, chat]);
    await removeChannel(ctx, actor, mail);
    expect(await chosen()).toEqual([chat, null]);
    await tell(ctx, actor.userId, "failure", { title: "Refused" });
    await sendDue(ctx, new TestSender());
    expect(await states(ctx, chat)).toMatchObject([{ title: "Refused", state: "SENT" }]);
  });

  it("is not turned on again where its other end is somebody else's by now", async () => {
    const { ctx, actor, mail, chat } = await arrange();
    const stranger = await arrange();
    const turnOn = (channelId: string) => switchChannel(ctx, actor, { channelId, isOn: true });
    await ctx.db.channel.update({ where: { id: mail }, data: { address: `${actor.userId}@example.test` } });
    await ctx.db.channel.updateMany({ where: { userId: actor.userId }, data: { state: "OFF" } });
    for (const id of [mail, chat]) expect(await turnOn(id)).toEqual({ ok: true, value: null });
    await ctx.db.channel.updateMany({ where: { userId: actor.userId }, data: { state: "OFF" } });
    const { address } = await ctx.db.channel.findUniqueOrThrow({ where: { id: chat } });
    await ctx.db.channel.update({ where: { id: stranger.chat }, data: { address } });
    await ctx.db.user.update({ where: { id: actor.userId }, data: { email: `new-${actor.userId}@example.test` } });
    for (const id of [mail, chat]) expect(await turnOn(id)).toMatchObject({ ok: false, reason: "conflict" });
    expect(await turnOn(stranger.mail)).toMatchObject({ ok: false, reason: "not_found" });
  });
});

describe("a browser", () => {
  it("shows messages of the account that was turned on there last", async () => {
    const [one, two] = [await arrange(), await arrange()];
    const endpoint = "https://push.example.com/send/1";
    const turnOn = ({ ctx, actor }: Awaited<ReturnType<typeof arrange>>) =>
      addPush(
        { ...ctx, outgoing: createOutgoingHttp({ httpsOnly: true, allow: [] }) },
        actor,
        { endpoint, p256dh: "", auth: "" },
        "Firefox",
      );
    const state = async ({ ctx, userId }: Awaited<ReturnType<typeof arrange>>) =>
      (await listChannels(ctx.db, userId)).find(({ kind }) => kind === "WEB_PUSH");
    await turnOn(one);
    await turnOn(two);
    const off = await state(one);
    expect(off).toMatchObject({ state: "OFF", stateReason: "Another account was turned on in this browser" });
    expect(await state(two)).toMatchObject({ state: "ACTIVE" });
    const again = { channelId: off?.id ?? "", isOn: true };
    expect(await switchChannel(one.ctx, one.actor, again)).toMatchObject({ ok: false, reason: "conflict" });
    await turnOn(one);
    expect([await state(one), await state(two)]).toMatchObject([{ state: "ACTIVE" }, { state: "OFF" }]);
  });
});

describe("the link at the foot of a mail", () => {
  it("stops the kinds of that mail on that channel, is audited, may be pressed again, and is asked before", async () => {
    const { ctx, userId, mail, chat, rows } = await arrange();
    await ctx.db.channel.updateMany({ where: { userId }, data: { events: ["billing", "copy"] } });
    await tell(ctx, userId, "billing", { title: "Paid" });
    const mailbox = new TestSender("EMAIL");
    await sendDue(ctx, mailbox);
    const token = new URL(mailbox.sent[0]?.unsubscribeUrl ?? "").searchParams.get("token") ?? "";
    const asked = await readUnsubscribe(ctx, token);
    expect(asked).toMatchObject({ ok: true, value: { channel: "E-mail: EMAIL of a test", kinds: ["Billing"] } });
    expect((await rows())[mail]?.events).toEqual(["billing", "copy"]);
    for (let press = 0; press < 2; press += 1) expect(await unsubscribe(ctx, token, "203.0.113.7")).toEqual(asked);
    expect(await rows()).toMatchObject({ [mail]: { events: ["copy"] }, [chat]: { events: ["billing", "copy"] } });
    const audit = await ctx.db.auditEntry.findMany({ where: { action: "channel.unsubscribed", subjectId: mail } });
    expect(audit[0]).toMatchObject({ actorId: null, ip: "203.0.113.7" });
    await tell(ctx, userId, "billing", { title: "Paid again" });
    await sendDue(ctx, mailbox);
    expect((await states(ctx, mail)).map(({ title }) => title)).toEqual(["Paid"]);
    expect((await states(ctx, chat)).map(({ title }) => title)).toEqual(["Paid", "Paid again"]);
  });

  it("stops what waits already: for the morning, and for a server that was down", async () => {
    const { ctx, userId, mail } = await arrange();
    await ctx.db.channel.updateMany({ where: { userId }, data: { events: ["billing", "copy"] } });
    const mailbox = new TestSender("EMAIL");
    await tell(ctx, userId, "billing", { title: "First" });
    mailbox.answers({ ok: true, receipt: "r" }, { ok: false, kind: "retry", reason: "down" });
    await sendDue(ctx, mailbox);
    await tell(ctx, userId, "billing", { title: "Tried" });
    await sendDue(ctx, mailbox);
    ctx.clock.advance(3_600_000);
    await ctx.db.deliverySettings.create({
      data: { userId, quietFrom: 0, quietTo: 1_439, escalateAfterMin: 5 },
    });
    for (const title of ["Held", "Held too"]) await tell(ctx, userId, "billing", { title });
    await tell(ctx, userId, "copy", { title: "Other" });
    await sendDue(ctx, mailbox);
    const token = new URL(mailbox.sent[0]?.unsubscribeUrl ?? "").searchParams.get("token") ?? "";
    await unsubscribe(ctx, token, "203.0.113.7");
    ctx.clock.advance(86_400_000);
    await ctx.db.deliverySettings.update({ where: { userId }, data: { quietFrom: null, quietTo: null } });
    await sendDue(ctx, mailbox);
    const found = (await states(ctx, mail)).map(({ title, state, reason }) => [title, state, reason]);
    const off = "Not wanted on this channel any more";
    expect(found).toEqual([
      ["First", "SENT", null],
      ["Tried", "SKIPPED", off],
      ["Held", "SKIPPED", off],
      ["Held too", "SKIPPED", off],
      ["Other", "SENT", null],
    ]);
    expect(mailbox.sent.at(-1)).toMatchObject({ title: "Other", items: [] });
  });

  it("works for nobody who made it up, cut it, or kept it after the channel was removed", async () => {
    const { ctx, userId, mail } = await arrange();
    await tell(ctx, userId, "billing");
    const mailbox = new TestSender("EMAIL");
    await sendDue(ctx, mailbox);
    const token = new URL(mailbox.sent[0]?.unsubscribeUrl ?? "").searchParams.get("token") ?? "";
    for (const wrong of [
      "",
      "made-up",
      token.slice(0, -2),
      `${token.slice(0, 9)}${token[9] === "_" ? "-" : "_"}${token.slice(10)}`,
    ])
      expect(await unsubscribe(ctx, wrong, "203.0.113.7")).toMatchObject({ ok: false, reason: "not_found" });
    await ctx.db.channel.delete({ where: { id: mail } });
    expect(await unsubscribe(ctx, token, "203.0.113.7")).toMatchObject({ ok: false, reason: "not_found" });
  });
});
