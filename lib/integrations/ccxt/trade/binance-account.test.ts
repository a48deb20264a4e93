import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { binanceAlgoOrder, binanceOrder } from "./binance-answers.fixture.ts";
import { binanceStage, SINCE, trade } from "./binance-stage.fixture.ts";
import { BTC, ID } from "./open-account.fixture.ts";

const stage = binanceStage();
const { fresh } = stage;

describe("what an account holds and did", () => {
  it("reads every page of fills once, oldest first, to the last digit", async () => {
    await fresh();
    const trades = Array.from({ length: 2_300 }, (_, index) => trade(index + 1));
    stage.server.on("GET", /\/v3\/myTrades$/, ({ query }) => {
      const from = Number(query.get("fromId") ?? 0);
      const [start, end] = [
        Number(query.get("startTime") ?? 0),
        Number(query.get("endTime") ?? Number.MAX_SAFE_INTEGER),
      ];
      const page = trades.filter(({ id, time }) => id >= from && time >= start && time <= end);
      return { json: page.slice(0, Number(query.get("limit"))) };
    });
    const fills = await stage.account.fills(BTC, SINCE);
    if (!fills.ok) throw new Error(fills.detail);
    expect(fills.value.map(({ tradeId }) => Number(tradeId))).toEqual(trades.map(({ id }) => id));
    const { price, qty, fee, feeCurrency, side } = fills.value[0] ?? {};
    expect([price, qty, fee].map((one) => plain(one ?? 0))).toEqual(["65000.01", "0.00000001", "0.00000000001"]);
    expect([feeCurrency, side]).toEqual(["BTC", "BUY"]);
  });

  it("gives a fired USD-M stop's executions under the stop's own ids", async () => {
    await fresh();
    stage.server.on("GET", /\/fapi\/v1\/userTrades$/, {
      json: [
        {
          symbol: "BTCUSDT",
          id: 7,
          orderId: 900,
          side: "SELL",
          price: "59990.1",
          qty: "0.002",
          commission: "0.04799208",
          commissionAsset: "USDT",
          time: SINCE + 1,
        },
      ],
    });
    stage.server.on("GET", /\/fapi\/v1\/order$/, { json: { ...binanceOrder({ orderId: 900 }), positionSide: "BOTH" } });
    stage.server.on("GET", /\/fapi\/v1\/allAlgoOrders$/, {
      json: [binanceAlgoOrder({ algoStatus: "FINISHED", actualOrderId: "900", createTime: SINCE, updateTime: SINCE })],
    });
    const fills = await stage.account.fills({ symbol: "BTC/USDT:USDT", market: "swap" }, SINCE);
    expect(fills).toMatchObject({ ok: true, value: [{ tradeId: "7", venueOrderId: "3358", clientOrderId: ID }] });
  });

  it("reads balances, what an order binds apart", async () => {
    await fresh();
    stage.server.on("GET", /\/api\/v3\/account$/, {
      json: { balances: [{ asset: "BTC", free: "0.10000000", locked: "0.20000001" }], permissions: ["SPOT"] },
    });
    const told = await stage.account.balances("spot");
    if (!told.ok) throw new Error(told.detail);
    expect(told.value.map(({ currency, free, total }) => [currency, plain(free), plain(total)])).toEqual([
      ["BTC", "0.1", "0.30000001"],
    ]);
  });

  it("reads swap positions", async () => {
    await fresh();
    stage.server.on("GET", /\/fapi\/v1\/leverageBracket$/, { json: [] });
    stage.server.on("GET", /\/fapi\/v3\/positionRisk$/, {
      json: [
        {
          symbol: "BTCUSDT",
          positionSide: "BOTH",
          positionAmt: "-0.003",
          entryPrice: "65000.1",
          markPrice: "64000",
          unRealizedProfit: "3",
          liquidationPrice: "90000.5",
          isolatedMargin: "0",
          notional: "-192",
          marginAsset: "USDT",
          updateTime: 1_768_478_400_000,
        },
      ],
    });
    const told = await stage.account.positions();
    if (!told.ok) throw new Error(told.detail);
    expect(told.value.map(({ side, qty, entryPrice }) => [side, plain(qty), plain(entryPrice)])).toEqual([
      ["SHORT", "0.003", "65000.1"],
    ]);
  });

  it("lists every resting order, trigger orders of USD-M too", async () => {
    await fresh();
    stage.server.on("GET", /\/api\/v3\/openOrders$/, {
      json: [
        binanceOrder({ orderId: 1, type: "STOP_LOSS", stopPrice: "60000", side: "SELL", clientOrderId: "by-hand" }),
      ],
    });
    stage.server.on("GET", /\/fapi\/v1\/openOrders$/, { json: [] });
    stage.server.on("GET", /\/fapi\/v1\/openAlgoOrders$/, {
      json: [binanceAlgoOrder({ algoId: 2, orderType: "TAKE_PROFIT_MARKET", triggerPrice: "70000" })],
    });
    const told = await stage.account.openOrders();
    if (!told.ok) throw new Error(told.detail);
    expect(told.value.map(({ symbol, type, clientOrderId }) => [symbol, type, clientOrderId])).toEqual([
      ["BTC/USDT", "stop", "by-hand"],
      ["BTC/USDT:USDT", "takeProfit", ID],
    ]);
  });

  it("cancels by client id, and tells a gone order from one it cannot know of", async () => {
    await fresh();
    const cancel = () => stage.account.cancel({ ...BTC, clientOrderId: ID, venueOrderId: null });
    stage.server.on("DELETE", /\/v3\/order$/, { json: binanceOrder({ status: "CANCELED", clientOrderId: "c1" }) });
    expect(await cancel()).toEqual({ kind: "cancelled", end: null });
    expect(stage.server.asked[0]?.query.get("origClientOrderId")).toBe(ID);
    stage.server.on("DELETE", /\/v3\/order$/, { status: 400, json: { code: -2011, msg: "Unknown order sent." } });
    expect(await cancel()).toEqual({ kind: "gone" });
    stage.server.on("DELETE", /\/v3\/order$/, { fault: "reset" });
    expect(await cancel()).toMatchObject({ kind: "unknown" });
  });

  it.each([
    ["its id, its end and what it filled", { executedQty: "0.12345678" }, "0.12345678"],
    ["nothing filled", {}, "0"],
    ["another order's id", { orderId: 29 }, null],
    ["that it is still there", { status: "PENDING_CANCEL" }, null],
    ["no amount", { executedQty: undefined }, null],
    ["no number", { executedQty: "" }, null],
    ["less than nothing", { executedQty: "-0.1" }, null],
  ])("believes of a cancel's answer what proves how its order ended: %s", async (_says, fields, filled) => {
    await fresh();
    const json = binanceOrder({ status: "CANCELED", clientOrderId: "c1", ...fields });
    stage.server.on("DELETE", /\/v3\/order$/, { json });
    expect(await stage.account.cancel({ ...BTC, clientOrderId: ID, venueOrderId: "28" })).toEqual({
      kind: "cancelled",
      end: filled === null ? null : { state: "cancelled", filled: dec(filled) },
    });
    expect(stage.server.asked.filter(({ method }) => method === "GET")).toEqual([]);
  });

  it("tells what a market lets one trade, in exact steps", async () => {
    await fresh();
    const told = await stage.account.instrument({ symbol: "PEPE/USDT", market: "spot" });
    if (!told.ok) throw new Error(told.detail);
    expect([told.value.tick, told.value.lot, told.value.minNotional].map(plain)).toEqual(["0.00000001", "1", "5"]);
  });
});
