import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { plain } from "@/lib/kernel/decimal";
import type { TradeAccount } from "@/lib/ports/trade-venue";
import { type AnsweringServer, startAnsweringServer } from "./answering-server.fixture.ts";
import { spotAtBinance } from "./binance-answers.fixture.ts";
import { LISTINGS } from "./listings.fixture.ts";
import { MAY_LEAVE, orderOf, SECRETS, told, venuesAt } from "./open-account.fixture.ts";

vi.setConfig({ testTimeout: 30_000 });

let server: AnsweringServer;
let now = 0;
beforeAll(async () => {
  server = await startAnsweringServer();
  LISTINGS["binance"]?.(server);
  server.mark();
});
afterEach(() => server.reset());
afterAll(() => server.close());

async function opened(): Promise<TradeAccount> {
  now = 0;
  const machine = { now: () => now, after: () => () => undefined };
  return told(await venuesAt(server.url, { machine }).open("binance", SECRETS, { testnet: false }));
}

function lists(base: string, lot: string): void {
  const symbols = [spotAtBinance(base, "0.01", lot)];
  server.on("GET", /\/api\/v3\/exchangeInfo$/, { json: { timezone: "UTC", serverTime: 1, symbols } });
}

const marketOf = (account: TradeAccount, symbol: string) => account.instrument({ symbol, market: "spot" });
const lotOf = async (account: TradeAccount) => plain(told(await marketOf(account, "BTC/USDT")).lot);

/** It may stay open for weeks. */
describe("an open account rounds by the steps of now", () => {
  it("which are asked for each hour", async () => {
    const account = await opened();
    lists("BTC", "0.001");
    now += 3_599_999;
    server.asked.length = 0;
    await lotOf(account);
    expect(server.asked).toEqual([]);
    now += 1;
    await vi.waitFor(async () => expect(await lotOf(account)).toBe("0.001"));
    await account.close();
  });

  it("which are asked for where an order was refused for them, a minute after the last time", async () => {
    const account = await opened();
    lists("BTC", "0.001");
    server.on("POST", /\/v3\/order$/, { status: 400, json: { code: -1013, msg: "Filter failure: LOT_SIZE" } });
    const sell = () => account.place(orderOf({ side: "SELL" }), "close", MAY_LEAVE);
    const asked = () => server.asked.filter(({ path }) => path.endsWith("/api/v3/exchangeInfo"));
    now += 59_999;
    server.asked.length = 0;
    expect(await sell()).toMatchObject({ kind: "refused", code: "lot_size" });
    expect(asked()).toEqual([]);
    now += 1;
    await sell();
    await vi.waitFor(async () => expect(await lotOf(account)).toBe("0.001"));
    expect(asked()).toHaveLength(1);
    await account.close();
  });

  it("and knows a market that is listed since, and the one that it uses where that is struck off", async () => {
    const account = await opened();
    expect(await lotOf(account)).toBe("0.00000001");
    lists("ETH", "0.0001");
    now += 60_000;
    expect(await marketOf(account, "ETH/USDT")).toMatchObject({ ok: false });
    await vi.waitFor(async () => expect(await marketOf(account, "ETH/USDT")).toMatchObject({ ok: true }));
    expect(await lotOf(account)).toBe("0.00000001");
    expect(await marketOf(account, "BTC/USDT")).toMatchObject({ ok: true, value: { unlisted: true } });
    expect(await marketOf(account, "PEPE/USDT")).toMatchObject({ ok: false, reason: "unlisted" });
    await account.close();
  });

  it("and asks each minute for one that is not listed, until it is again", async () => {
    lists("ETH", "0.0001");
    const account = await opened();
    expect(await marketOf(account, "BTC/USDT")).toMatchObject({ ok: false, reason: "unlisted" });
    lists("BTC", "0.001");
    now += 60_000;
    await vi.waitFor(async () => expect(await lotOf(account)).toBe("0.001"));
    expect(await marketOf(account, "BTC/USDT")).not.toHaveProperty("value.unlisted");
    await account.close();
  });

  it("and keeps those that it has while nobody answers", async () => {
    const account = await opened();
    server.on("GET", /\/api\/v3\/exchangeInfo$/, { status: 502, html: "<html>Bad Gateway</html>" });
    const before = await lotOf(account);
    now += 3_600_000;
    expect(await lotOf(account)).toBe(before);
    await vi.waitFor(() => expect(server.asked.at(-1)?.path).toMatch(/exchangeInfo$/));
    lists("BTC", "0.001");
    now += 60_000;
    await vi.waitFor(async () => expect(await lotOf(account)).toBe("0.001"));
    await account.close();
  });
});
