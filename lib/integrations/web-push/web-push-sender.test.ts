import { afterAll, beforeAll, describe, expect, it } from "vitest";
import webPush from "web-push";
import { createOutgoingHttp } from "@/lib/integrations/outgoing/create-outgoing-http";
import { messageOf, targetOf } from "@/lib/testing/outside/messages";
import { type PushService, startPushService } from "@/lib/testing/outside/push-service";
import { createWebPushSender } from "./web-push-sender.ts";

const vapid = { ...webPush.generateVAPIDKeys(), subject: "mailto:ops@example.com" };
let service: PushService;
beforeAll(async () => {
  service = await startPushService();
});
afterAll(() => service.close());

function send(
  message = messageOf(),
  { timeoutMs = 5_000, allow = [service.hostPort], madeFor = vapid.publicKey as string | undefined } = {},
) {
  const http = createOutgoingHttp({ httpsOnly: false, allow, timeoutMs });
  const { endpoint, keys } = service.subscription;
  const target = targetOf("WEB_PUSH", { endpoint, ...keys, ...(madeFor === undefined ? {} : { madeFor }) });
  return createWebPushSender(http, vapid).send(target, message, AbortSignal.timeout(10_000));
}

describe("web push", () => {
  it("reaches the browser encrypted for it alone, under our key, and answers with the service's receipt", async () => {
    expect(await send()).toEqual({ ok: true, receipt: "m-1" });
    const [request = expect.fail()] = service.heard;
    expect(request.body.toString("latin1")).not.toContain("BTC");
    expect(service.open(request)).toEqual({
      title: "New signal: long BTC/USDT",
      body: "Meridian Trend · entry 42,285, stop 41,000",
      link: "http://localhost:3000/signals/sig_1",
      tag: "msg_00000000000000000000000001",
      at: "2026-11-21T12:00:00.000Z",
    });
    expect(service.senderOf(request)).toMatchObject({
      aud: service.url,
      sub: "mailto:ops@example.com",
      publicKey: vapid.publicKey,
    });
    expect(request.headers).toMatchObject({ ttl: "86400", urgency: "high", "content-encoding": "aes128gcm" });
  });

  it("stays under 4,096 bytes whatever is to be told", async () => {
    await send(messageOf({ title: "€".repeat(5_000), body: "€".repeat(5_000) }));
    expect(service.heard.at(-1)?.body.length).toBeLessThanOrEqual(4_096);
  });

  it.each([
    [404, {}, { kind: "gone" }],
    [410, {}, { kind: "gone" }],
    [429, { "retry-after": "30" }, { kind: "throttled", retryAfterMs: 30_000 }],
    [503, { "retry-after": "2" }, { kind: "throttled", retryAfterMs: 2_000 }],
    [500, {}, { kind: "retry" }],
    [401, {}, { kind: "retry" }],
    [403, {}, { kind: "retry" }],
    [413, {}, { kind: "refused" }],
    [301, { location: "http://127.0.0.1/" }, { kind: "refused" }],
  ])("answered %i %j means %j", async (status, headers, expected) => {
    service.answerWith({ status, headers });
    expect(await send()).toMatchObject({ ok: false, ...expected });
  });

  it("is gone where the subscription was made for another key of ours: no service takes it again", async () => {
    const before = service.heard.length;
    const other = webPush.generateVAPIDKeys().publicKey;
    expect(await send(messageOf(), { madeFor: other })).toMatchObject({ ok: false, kind: "gone" });
    expect(service.heard).toHaveLength(before);
    service.answerWith({ status: 201 });
    expect(await send(messageOf(), { madeFor: undefined })).toMatchObject({ ok: true });
  });

  it("asks a slow service again later, and a private address never", async () => {
    service.answerWith({ status: 201, afterMs: Number.POSITIVE_INFINITY });
    expect(await send(messageOf(), { timeoutMs: 100 })).toMatchObject({ ok: false, kind: "retry" });
    const before = service.heard.length;
    expect(await send(messageOf(), { allow: [] })).toMatchObject({ ok: false, kind: "refused" });
    expect(service.heard).toHaveLength(before);
  });
});
