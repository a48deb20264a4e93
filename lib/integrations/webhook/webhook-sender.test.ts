import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createOutgoingHttp } from "@/lib/integrations/outgoing/create-outgoing-http";
import { HOUR_MS } from "@/lib/kernel/time";
import type { WebhookSecret } from "@/lib/ports/webhook-secret";
import { type HookReceiver, startHookReceiver } from "@/lib/testing/outside/hook-receiver";
import { messageOf, targetOf } from "@/lib/testing/outside/messages";
import { createTestClock } from "@/lib/testing/test-clock";
import { createWebhookSender, type WebhookCall } from "./webhook-sender.ts";

const NEW = `whsec_${Buffer.from("n".repeat(32)).toString("base64")}`;
const OLD = `whsec_${Buffer.from("o".repeat(32)).toString("base64")}`;

let receiver: HookReceiver;
beforeAll(async () => {
  receiver = await startHookReceiver();
});
afterAll(() => receiver.close());

const clock = createTestClock();
const calls: WebhookCall[] = [];

function send({
  secrets = [{ secret: NEW, until: null }],
  allow = [receiver.hostPort],
  timeoutMs = 5_000,
  machineNow = Date.now,
}: {
  secrets?: WebhookSecret["secrets"];
  allow?: string[];
  timeoutMs?: number;
  machineNow?: () => number;
} = {}) {
  const sender = createWebhookSender({
    http: createOutgoingHttp({ httpsOnly: false, allow, timeoutMs }),
    machineNow,
    clock,
    payloadOf: async (_target, { event, title }) => ({ type: event, data: { title } }),
    record: async (_target, _message, call) => void calls.push(call),
  });
  return sender.send(targetOf("WEBHOOK", { url: receiver.hook, secrets }), messageOf(), AbortSignal.timeout(10_000));
}

describe("a webhook", () => {
  it("is signed so that the receiver's library takes it, with the message's id at each repeat", async () => {
    expect(await send()).toEqual({ ok: true, receipt: "204" });
    expect(await send()).toEqual({ ok: true, receipt: "204" });
    const [first = expect.fail(), second] = receiver.heard;
    expect(receiver.open(first, NEW)).toEqual({ type: "signal", data: { title: "New signal: long BTC/USDT" } });
    expect(() => receiver.open(first, OLD)).toThrow(/No matching signature/);
    expect(() => receiver.open({ ...first, body: Buffer.from(`${first.body} `) }, NEW)).toThrow(/No matching/);
    expect([first, second].map((one) => one?.headers["webhook-id"])).toEqual(Array(2).fill(messageOf().id));
  });

  it("of ten minutes ago is not taken", async () => {
    await send({ machineNow: () => Date.now() - 600_000 });
    expect(() => receiver.open(receiver.heard.at(-1) ?? expect.fail(), NEW)).toThrow(/too old/i);
  });

  it("is signed with both secrets while one replaces the other, and with the new one alone after", async () => {
    const secrets = [
      { secret: NEW, until: null },
      { secret: OLD, until: clock.now() + 24 * HOUR_MS },
    ];
    await send({ secrets });
    const both = receiver.heard.at(-1) ?? expect.fail();
    expect(receiver.open(both, NEW)).toEqual(receiver.open(both, OLD));
    clock.advance(24 * HOUR_MS);
    await send({ secrets });
    const one = receiver.heard.at(-1) ?? expect.fail();
    receiver.open(one, NEW);
    expect(() => receiver.open(one, OLD)).toThrow();
  });

  it.each([
    [500, {}, { kind: "retry" }],
    [404, {}, { kind: "retry" }],
    [401, {}, { kind: "retry" }],
    [302, { location: "http://169.254.169.254/" }, { kind: "refused" }],
    [410, {}, { kind: "gone" }],
    [429, { "retry-after": "90" }, { kind: "throttled", retryAfterMs: 90_000 }],
    [
      429,
      { "retry-after": "Sat, 21 Nov 2026 12:00:40 GMT", date: "Sat, 21 Nov 2026 12:00:00 GMT" },
      { retryAfterMs: 40_000 },
    ],
  ])("answered %i %j means %j", async (status, headers, expected) => {
    receiver.answerWith({ status, headers });
    expect(await send()).toMatchObject({ ok: false, ...expected });
  });

  it("is logged with what was sent and answered, or why there was no answer", async () => {
    calls.length = 0;
    receiver.answerWith({ status: 500, body: "database is down" }, { status: 200, afterMs: Number.POSITIVE_INFINITY });
    await send();
    await send({ timeoutMs: 100 });
    await send({ allow: [] });
    expect(calls.map(({ status, answer }) => [status, answer])).toEqual([
      [500, "database is down"],
      [null, "No complete answer in time."],
      [null, "The address is inside a private network; messages go to public addresses only."],
    ]);
    expect(calls[0]?.body).toBe('{"type":"signal","data":{"title":"New signal: long BTC/USDT"}}');
  });
});
