import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { makeStrategy } from "@/lib/testing/market-fixture";
import { ask, collectSignals, handshake, type SignedIn, SocketStage } from "@/lib/testing/socket-stage";
import { testDb } from "@/lib/testing/test-db";
import { openGate } from "./wire.fixture.ts";

const db = testDb();
let stage: SocketStage;
let provider: SignedIn;

beforeAll(async () => {
  stage = await SocketStage.open(db);
  provider = await stage.signIn("PROVIDER", "Paula");
});
afterAll(() => stage.close());

describe("prices", () => {
  it("come to a guest for the symbols he asked for alone, the last one at once", async () => {
    const at = new Date(stage.ctx.clock.now());
    const row = { bid: "1", ask: "2", last: "1.5", exchangeAt: at, receivedAt: at, source: "replay" };
    await db.worker.marketTicker.create({ data: { exchange: "binance", symbol: "BTC/USDT", ...row } });
    const guest = stage.socket({ origin: stage.url });
    await handshake(guest);
    const heard: string[] = [];
    guest.on("price_update", ({ symbol, last }) => void heard.push(`${symbol} ${last}`));
    expect(await ask(guest, "subscribe_prices", { symbols: ["BTCUSDT"] })).toEqual({ ok: true });
    await vi.waitFor(() => expect(heard).toEqual(["BTC/USDT 1.5"]), 2_000);
    const price = { exchange: "binance", bid: "1", ask: "2", at: "", exchangeAt: "", source: "replay" } as const;
    stage.gateway.price({ ...price, symbol: "ETH/USDT", last: "3" });
    stage.gateway.price({ ...price, symbol: "BTC/USDT", last: "4" });
    await vi.waitFor(() => expect(heard).toEqual(["BTC/USDT 1.5", "BTC/USDT 4"]), 2_000);
    await ask(guest, "unsubscribe_prices", {});
    stage.gateway.price({ ...price, symbol: "BTC/USDT", last: "5" });
    await ask(guest, "unsubscribe_prices", {});
    expect(heard).toHaveLength(2);
  });

  it("are held for 200 symbols of a socket and no more, also when they are asked for at once", async () => {
    const guest = stage.socket({ origin: stage.url });
    await handshake(guest);
    const named = (from: number, count: number) => Array.from({ length: count }, (_, n) => `A${from + n}/USDT`);
    const refused = {
      ok: false,
      error: "invalid",
      detail: "symbols would be more than 200 on this socket; leave some with unsubscribe_prices first.",
    };
    const atOnce = [0, 100, 200].map((from) => ask(guest, "subscribe_prices", { symbols: named(from, 100) }));
    expect((await Promise.all(atOnce)).filter(({ ok }) => !ok)).toEqual([refused]);
    await ask(guest, "unsubscribe_prices", {});
    for (const from of [0, 100])
      expect(await ask(guest, "subscribe_prices", { symbols: named(from, 100) })).toEqual({ ok: true });
    expect(await ask(guest, "subscribe_prices", { symbols: named(199, 2) })).toEqual(refused);
    expect(await ask(guest, "subscribe_prices", { symbols: named(0, 100) })).toEqual({ ok: true });
    await ask(guest, "unsubscribe_prices", { symbols: named(0, 1) });
    expect(await ask(guest, "subscribe_prices", { symbols: named(199, 2) })).toEqual({ ok: true });
  });

  it("are dropped for a slow reader, while signals reach him all", { timeout: 60_000 }, async () => {
    const own = await makeStrategy(stage.ctx, provider);
    const user = await stage.signIn("SUBSCRIBER", "Slo");
    await stage.subscribe(user, own);
    const gate = await openGate(new URL(stage.url).port);
    const socket = stage.socket({ token: user.token, url: `http://127.0.0.1:${gate.port}` });
    expect(await handshake(socket)).toBe("connected");
    const heard = collectSignals(socket);
    let prices = 0;
    socket.on("price_update", () => {
      prices += 1;
    });
    await ask(socket, "subscribe_signals", { strategyId: own });
    await ask(socket, "subscribe_prices", { symbols: ["BTC/USDT", "ETH/USDT"] });
    gate.pause();
    const padding = "9".repeat(10_000);
    const price = { exchange: "binance", bid: "1", ask: "2", at: "", exchangeAt: "", source: "replay" } as const;
    let sent = 0;
    const flood = setInterval(() => {
      for (let i = 0; i < 50; i += 1) {
        sent += 1;
        stage.gateway.price({ ...price, exchange: `venue${sent}`, symbol: "ETH/USDT", last: padding });
      }
    }, 5);
    for (let i = 0; i < 20; i += 1) await stage.publish(provider, own);
    await vi.waitFor(() => expect(sent).toBeGreaterThan(3_000), { timeout: 20_000 });
    clearInterval(flood);
    gate.resume();
    await vi.waitFor(() => expect(heard).toHaveLength(20), { timeout: 10_000 });
    expect(heard.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(prices).toBeLessThan(sent);
    await gate.close();
  });
});
