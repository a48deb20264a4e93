import { spawnSync } from "node:child_process";
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

/** Machines without Python run the example in Node alone, as those of docs/intake.md. */
const python = spawnSync("python3", ["--version"]).status === 0 ? ["python3"] : [];

describe("its twin in Python", () => {
  const check = (program: string, headers: object): string =>
    spawnSync(program, ["-B", "-c", CALL, SECRET, JSON.stringify(headers), body, String(sentAt / 1_000)], {
      cwd: import.meta.dirname,
      encoding: "utf8",
    }).stdout.trim();
  const CALL = `
import json, sys
from verify import verify_webhook
secret, headers, body, now = sys.argv[1:]
try:
    print(verify_webhook(secret, json.loads(headers), body.encode(), float(now))["type"])
except ValueError as error:
    print(f"ValueError: {error}")
`;

  it.each(python)("takes what we send and refuses all else in one way, whatever signs a header holds (%s)", (program) => {
    expect(check(program, sign(OTHER, SECRET))).toBe("signal.changed");
    for (const signature of ["v1,AAAA", "v1,é"])
      expect(check(program, { ...sign(SECRET), "webhook-signature": signature })).toMatch(/^ValueError: .* does not fit/);
    expect(check(program, {})).toBe("ValueError: headers are missing");
  });
});
