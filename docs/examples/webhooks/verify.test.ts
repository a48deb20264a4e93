import { describe, expect, it } from "vitest";
import { signedHeaders } from "@/lib/integrations/webhook/sign";
import { utcMs } from "@/lib/kernel/time";
// @ts-expect-error the example is plain JavaScript, as people copy it
import { verifyWebhook } from "./verify.mjs";

const SECRET = `whsec_${Buffer.from("n".repeat(32)).toString("base64")}`;
const OTHER = `whsec_${Buffer.from("o".repeat(32)).toString("base64")}`;
const body = JSON.stringify({ type: "signal.changed", data: { title: "€" } });
const sentAt = utcMs(Date.parse("2026-11-21T12:00:00Z"));
const sign = (...secrets: string[]) => signedHeaders({ id: "dlv_1", body, sentAt }, secrets);

describe("the example that people copy", () => {
  it("takes what we send, also while a secret is being replaced", () => {
    expect(verifyWebhook(SECRET, sign(SECRET), body, sentAt)).toEqual(JSON.parse(body));
    expect(verifyWebhook(SECRET, sign(OTHER, SECRET), body, sentAt)).toEqual(JSON.parse(body));
  });

  it("refuses another secret, another body, another id, an old call and missing headers", () => {
    const headers = sign(SECRET);
    expect(() => verifyWebhook(OTHER, headers, body, sentAt)).toThrow(/does not fit/);
    expect(() => verifyWebhook(SECRET, headers, `${body} `, sentAt)).toThrow(/does not fit/);
    expect(() => verifyWebhook(SECRET, { ...headers, "webhook-id": "dlv_2" }, body, sentAt)).toThrow(/does not fit/);
    expect(() => verifyWebhook(SECRET, headers, body, sentAt + 301_000)).toThrow(/too old/);
    expect(() => verifyWebhook(SECRET, {}, body, sentAt)).toThrow(/missing/);
  });
});
