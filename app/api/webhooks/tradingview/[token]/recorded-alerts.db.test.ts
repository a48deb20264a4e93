import { describe, expect, it } from "vitest";
import { readyMessages } from "@/components/intake/messages";
import { listDeliveries } from "@/lib/features/intake/queries";
import { intakeStage } from "./intake.fixture.ts";
import { ALERTS } from "./recorded-alerts.fixture.ts";

const stage = intakeStage();
const { change, desk, post, signalsOf } = stage;

/** The figures of a row as plain texts. */
function figures(row: Awaited<ReturnType<typeof signalsOf>>[number] | undefined) {
  const plain = (value: { toString(): string } | null | undefined) =>
    value === null || value === undefined ? null : String(value);
  return (
    row && {
      ...row,
      entryPrice: plain(row.entryPrice),
      stopLoss: plain(row.stopLoss),
      remaining: plain(row.remaining),
    }
  );
}

describe("the recorded alerts", () => {
  const reasons: string[] = [];
  it("are forty or more, ten or more of them refused", () => {
    expect(ALERTS.length).toBeGreaterThanOrEqual(40);
    expect(ALERTS.filter((alert) => alert.expect.code !== undefined).length).toBeGreaterThanOrEqual(10);
  });

  it.each(ALERTS)("$style: $name", async (alert) => {
    const { strategyId, token } = await desk();
    if (alert.before !== undefined) {
      const first =
        alert.before === "long"
          ? { ticker: "BTCUSDT", action: "buy", contracts: "0.5", order_id: "first" }
          : { ticker: "BTCUSDT", action: "buy", orderType: "limit", limitPrice: 64000 };
      expect(await post(token, first)).toMatchObject({ status: 201 });
    }
    if (alert.settings !== undefined) await change(strategyId, alert.settings);
    const before = await signalsOf(strategyId);
    const body =
      alert.bodyRepeat === undefined ? alert.body : `${alert.bodyRepeat.before}${"x".repeat(alert.bodyRepeat.times)}"}`;
    const answer = await post(token, body, {
      contentType: alert.contentType,
      ...(alert.ip === undefined ? {} : { ip: alert.ip }),
    });
    const { status, outcome, code, field, signal, closed, test } = alert.expect;
    expect(answer, JSON.stringify(answer.json)).toMatchObject({ status });
    const after = await signalsOf(strategyId);
    const [delivery] = await listDeliveries(stage.db.web, stage.provider.userId, strategyId);
    expect(delivery).toMatchObject({ status, outcome: outcome ?? "REFUSED", test: test === true });
    if (code !== undefined) {
      expect(answer.json).toMatchObject({ code });
      if (field !== undefined) expect(Object.keys(answer.json.fieldErrors ?? {})).toContain(field);
      expect(delivery?.reason).not.toBe("");
      reasons.push(delivery?.reason ?? "");
      expect(after.map(({ lastSeq }) => lastSeq)).toEqual(before.map(({ lastSeq }) => lastSeq));
      return;
    }
    expect(answer.json).toMatchObject({ outcome });
    expect(delivery?.style).toBe(alert.style);
    if (signal !== undefined) {
      expect(figures(after.at(-1))).toMatchObject(signal);
      expect(answer.json.id).toBe(after.at(-1)?.id);
    }
    if (closed === true) expect(after[0]).toMatchObject({ state: "CLOSED", closeCause: "provider" });
    if (test === true) expect(after).toHaveLength(before.length);
  });

  it("are refused for ten reasons or more, each for another one", () => {
    expect(reasons.length).toBeGreaterThanOrEqual(10);
    expect(new Set(reasons).size).toBe(reasons.length);
  });
});

describe("the ready-made messages", () => {
  const STANDING: Readonly<Record<string, readonly [before: "long" | "pending" | null, outcome: string]>> = {
    "Strategy alert": [null, "OPENED"],
    "Indicator: buy": [null, "OPENED"],
    "Indicator: exit": ["long", "CLOSED"],
    "Indicator: add or reduce": ["long", "ADDED"],
    "Indicator: cancel": ["pending", "CANCELLED"],
    "TradersPost style": [null, "OPENED"],
    "3Commas style": [null, "OPENED"],
    "Plain text": [null, "OPENED"],
  };
  /** What TradingView puts where a message has placeholders, as a strategy goes long from flat. */
  const VALUES: Readonly<Record<string, string>> = {
    ticker: "BTCUSDT",
    exchange: "BINANCE",
    interval: "15",
    close: "65000.5",
    timenow: "2026-01-15T12:00:00Z",
    "strategy.order.action": "buy",
    "strategy.order.contracts": "0.5",
    "strategy.order.price": "65000.5",
    "strategy.order.id": "Long",
    "strategy.market_position": "long",
    "strategy.market_position_size": "0.5",
    "strategy.prev_market_position": "flat",
    "strategy.prev_market_position_size": "0",
  };

  it.each([false, true])("do what they say as they are copied (with a secret: %s)", async (withSecret) => {
    const messages = readyMessages(withSecret);
    expect(messages.map(({ title }) => title)).toEqual(Object.keys(STANDING));
    for (const { title, body } of messages) {
      const { strategyId, token } = await desk();
      const [before = null, outcome] = STANDING[title] ?? [];
      if (before === "long")
        await post(token, { ticker: "BTCUSDT", action: "buy", contracts: "0.5", order_id: "first" });
      if (before === "pending")
        await post(token, { ticker: "BTCUSDT", action: "buy", orderType: "limit", limitPrice: 64000 });
      if (withSecret) await change(strategyId, { secret: "YOUR-SECRET" });
      const sent = body.replaceAll(/\{\{([\w.]+)\}\}/g, (whole, name: string) => VALUES[name] ?? whole);
      const answer = await post(token, sent, { contentType: sent.startsWith("{") ? "application/json" : "text/plain" });
      expect(answer.json, `${title}: ${JSON.stringify(answer.json)}`).toMatchObject({ outcome });
    }
  });
});
