import { describe, expect, it } from "vitest";
import { issueAddress, revokeAddress, setAddressSecret } from "@/lib/features/intake/manage-address";
import { listDeliveries } from "@/lib/features/intake/queries";
import { sendTestAlert } from "@/lib/features/intake/send-test";
import { makeActor } from "@/lib/testing/market-fixture";
import { intakeStage } from "./intake.fixture.ts";

const stage = intakeStage();
const { desk, post } = stage;

describe("the address", () => {
  it("keeps its token as a hash, is another after rotation, and is gone when revoked: 404 each time", async () => {
    const { strategyId, token } = await desk();
    expect(token).toMatch(/^[\w-]{43}$/);
    const row = await stage.db.web.alertAddress.findUniqueOrThrow({ where: { strategyId } });
    expect(JSON.stringify(row)).not.toContain(token);
    const rotated = await issueAddress(stage.ctx, stage.provider, strategyId);
    if (!rotated.ok) throw new Error(rotated.detail);
    expect(await post(token, { action: "exit", ticker: "BTCUSDT" })).toMatchObject({ status: 404 });
    expect(await post(rotated.value.token, { action: "exit", ticker: "BTCUSDT" })).toMatchObject({ status: 200 });
    await revokeAddress(stage.ctx, stage.provider, strategyId);
    expect(await post(rotated.value.token, { action: "exit", ticker: "BTCUSDT" })).toMatchObject({
      status: 404,
      json: { code: "not_found" },
    });
    expect(await post("A".repeat(43), {})).toMatchObject({ status: 404 });
  });

  it("is nobody else's to make, rotate, revoke, set or test", async () => {
    const { strategyId } = await desk();
    const stranger = await makeActor(stage.ctx, "PROVIDER", "Stan");
    expect(await issueAddress(stage.ctx, stranger, strategyId)).toMatchObject({ ok: false, reason: "not_found" });
    expect(await revokeAddress(stage.ctx, stranger, strategyId)).toMatchObject({ ok: false, reason: "not_found" });
    expect(await setAddressSecret(stage.ctx, stranger, { strategyId, secret: "" })).toMatchObject({
      ok: false,
      reason: "not_found",
    });
    expect(await sendTestAlert(stage.ctx, stranger, { strategyId, body: "{}" })).toMatchObject({
      ok: false,
      reason: "not_found",
    });
    expect(await listDeliveries(stage.db.web, stranger.userId, strategyId)).toEqual([]);
  });

  it("takes a message with its secret and stores neither secret nor licence", async () => {
    const { strategyId, token } = await desk({ secret: "correct-horse" });
    expect(await post(token, { ticker: "BTCUSDT", action: "buy", secret: "correct-horse" })).toMatchObject({
      status: 201,
    });
    await post(token, `{"ticker":"BTCUSDT","passphrase":"correct-horse","broken`);
    await post(token, "correct-horse,sell,BTCUSDT", { contentType: "text/plain" });
    const deliveries = await listDeliveries(stage.db.web, stage.provider.userId, strategyId);
    expect(deliveries.map(({ outcome }) => outcome)).toEqual(["REVERSED", "REFUSED", "OPENED"]);
    expect(JSON.stringify(deliveries)).not.toContain("correct-horse");
  });

  it("stores no licence of a text that it refuses either: for a field, for its words, for its sender", async () => {
    const { strategyId, token } = await desk({ secret: "correct-horse", ips: ["52.89.214.238"] });
    const text = { contentType: "text/plain" };
    await post(token, "correct-horse,sell,BTCUSDT,sl=NaN", text);
    await post(token, "correct-horse; to the moon", text);
    await post(token, "correct-horse,sell,BTCUSDT", { ...text, ip: "198.51.100.9" });
    const deliveries = await listDeliveries(stage.db.web, stage.provider.userId, strategyId);
    expect(deliveries.map(({ status, body }) => [status, body])).toEqual([
      [403, "•••,sell,BTCUSDT"],
      [422, "•••; to the moon"],
      [422, "•••,sell,BTCUSDT,sl=NaN"],
    ]);
  });
});
