import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { work } from "@/lib/testing/sale";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { CONNECT_SECRET, PLATFORM_SECRET, type TestPayments } from "@/lib/testing/test-payments";
import { openPayments } from "./payments.fixture.ts";
import { POST as webhook } from "./route.ts";

const db = testDb();
let stripe: TestPayments;
let web: TestCtx;

beforeAll(async () => {
  ({ stripe, web } = await openPayments(db));
});
afterAll(() => stripe.close());

describe("the webhook address", () => {
  const sdk = new Stripe("sk_test_x");
  const event = (more: object = {}) =>
    JSON.stringify({
      id: "evt_forged",
      object: "event",
      api_version: null,
      created: 1,
      data: { object: { id: "in_1", object: "invoice" } },
      livemode: false,
      type: "invoice.paid",
      ...more,
    });
  const send = async (payload: string, header: string | null, sent = payload): Promise<number> => {
    const headers = new Headers(header === null ? {} : { "stripe-signature": header });
    const request = new Request("http://localhost/api/webhooks/stripe", { method: "POST", headers, body: sent });
    return (await webhook(request, { params: Promise.resolve({}) })).status;
  };
  const signed = (payload: string, secret: string, timestamp?: number) =>
    sdk.webhooks.generateTestHeaderString({ payload, secret, ...(timestamp === undefined ? {} : { timestamp }) });

  it.each([
    ["no signature", event(), null, event()],
    ["another secret", event(), signed(event(), "whsec_another"), event()],
    ["changed bytes", event(), signed(event(), PLATFORM_SECRET), event({ type: "charge.refunded" })],
    ["re-encoded bytes", event(), signed(event(), PLATFORM_SECRET), JSON.stringify(JSON.parse(event()), null, 1)],
    [
      "a signature 10 minutes old",
      event(),
      signed(event(), PLATFORM_SECRET, Math.floor(Date.now() / 1_000) - 600),
      event(),
    ],
    [
      "a signature from the future",
      event(),
      signed(event(), PLATFORM_SECRET, Math.floor(Date.now() / 1_000) + 600),
      event(),
    ],
    [
      "a connected account's event under the platform's secret",
      event({ account: "acct_1" }),
      signed(event({ account: "acct_1" }), PLATFORM_SECRET),
      event({ account: "acct_1" }),
    ],
    ["a platform's event under the Connect secret", event(), signed(event(), CONNECT_SECRET), event()],
    [
      "another platform's account",
      event({ account: "acct_1" }),
      signed(event({ account: "acct_1" }), CONNECT_SECRET),
      event({ account: "acct_1" }),
    ],
    [
      "a live event at a test server",
      event({ livemode: true }),
      signed(event({ livemode: true }), PLATFORM_SECRET),
      event({ livemode: true }),
    ],
    ...["nonsense", "[]", "null", event({ id: undefined }), event({ id: "evt_forged\0" }), event({ type: 7 })].map(
      (body): [string, string, string, string] => [`no event, as ${body}`, body, signed(body, PLATFORM_SECRET), body],
    ),
    ...[{ data: undefined }, { data: { object: null } }, { created: "now" }, { object: "v2.core.event" }].map(
      (more): [string, string, string, string] => [
        `half an event, as ${JSON.stringify(more)}`,
        event(more),
        signed(event(more), PLATFORM_SECRET),
        event(more),
      ],
    ),
  ])("refuses %s with 400 and stores nothing (W25, W28)", async (_case, payload, header, sent) => {
    expect(await send(payload, header, sent)).toBe(400);
    expect(await web.db.stripeEvent.count({ where: { id: "evt_forged" } })).toBe(0);
  });

  it("takes a well-signed event of a kind we do not know, and leaves it", async () => {
    const payload = event({
      id: "evt_strange",
      type: "radar.early_fraud_warning.created",
      data: { object: { id: "issfr_1", object: "radar.early_fraud_warning" } },
    });
    expect(await send(payload, signed(payload, PLATFORM_SECRET))).toBe(200);
    expect(await web.db.stripeEvent.findUniqueOrThrow({ where: { id: "evt_strange" } })).toMatchObject({ attempts: 0 });
  });

  it("asks nothing about an invoice that is yet to come: it has no id", async () => {
    const payload = event({ id: "evt_upcoming", type: "invoice.upcoming", data: { object: { object: "invoice" } } });
    expect(await send(payload, signed(payload, PLATFORM_SECRET))).toBe(200);
    const row = await web.db.stripeEvent.findUniqueOrThrow({ where: { id: "evt_upcoming" } });
    expect(row).toMatchObject({ attempts: 0, dueAt: null, processedAt: expect.any(Date) });
  });

  it("survives an event of an object that is not there", async () => {
    const payload = event({ id: "evt_nothing" });
    expect(await send(payload, signed(payload, PLATFORM_SECRET))).toBe(200);
    await work(createTestCtx(db.worker, { clock: web.clock, payments: stripe.payments }));
    expect((await web.db.stripeEvent.findUniqueOrThrow({ where: { id: "evt_nothing" } })).processedAt).not.toBeNull();
  });
});
